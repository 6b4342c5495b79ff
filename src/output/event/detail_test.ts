import assert from "assert";
import { detailOf } from "./detail.ts";

const VERDICT = "SIGKILL from containerd-shim (host), 30.0 s after its SIGTERM";

function detail(event: string, process: object, more: object = {}): [text: string, tone: string] {
  const line = { event, thread: { id: 17, name: "java" }, process: { pid: 17, ...process } };
  const { text, severity } = detailOf({ ...line, ...more });
  return [text, severity];
}

Deno.test("detailOf() tells who sends a signal to whom", () => {
  const sender = { process: { pid: 9 }, thread: { name: "ki ll" } };
  assert.deepEqual(
    detail("process.signal", { signal: { number: 15, name: "SIGTERM", sender } }),
    ["SIGTERM to java from 'ki ll' (pid 9)", "warn"],
  );
  assert.deepEqual(detail("process.signal", { signal: { name: "SIGSEGV" } }), [
    "SIGSEGV to java",
    "warn",
  ]);
});

Deno.test("detailOf() tells of which limit a process was killed", () => {
  const killed = (oom: object) => detail("oom.kill", {}, { oom });
  assert.deepEqual(killed({ scope: "container", limit_bytes: String(64 << 20) }), [
    "out of memory (container limit 64 MiB): killed java (pid 17)",
    "error",
  ]);
  assert.deepEqual(killed({ scope: "node" }), [
    "out of memory (node limit): killed java (pid 17)",
    "error",
  ]);
  assert.ok(!killed({ scope: "pod", limit_bytes: "1\u001b[31m" })[0].includes("\u001b"));
});

Deno.test("detailOf() tells why a process or container ended", () => {
  const killed = { exit: { signal: 9, verdict: VERDICT }, duration_ns: "2000000000" };
  assert.deepEqual(detail("process.exit", killed), [
    `java killed by SIGKILL after 2.00s: ${VERDICT}`,
    "warn",
  ]);
  assert.deepEqual(detail("container.exit", killed), [
    `container ended: ${VERDICT} after 2.00s`,
    "error",
  ]);
  assert.deepEqual(detail("container.exit", { exit: { code: 0, verdict: "exited 0" } }), [
    "container ended: exited 0",
    "info",
  ]);
});

Deno.test("detailOf() tells who forked a process, and what a container began with", () => {
  const parent = { executable: { path: "/bin/sh" } };
  assert.deepEqual(detail("process.fork", { parent }), ["java forked by /bin/sh", "info"]);
  assert.deepEqual(detail("process.fork", { parent: { executable: { unknown: true } } }), [
    "java forked",
    "info",
  ]);
  const started = { executable: { requested: "/app" }, command_args: ["/app", "a b"] };
  assert.deepEqual(detail("container.start", { ...started, since_cgroup_ns: "40000000" }), [
    "container started: /app 'a b' 40.0ms after its cgroup",
    "info",
  ]);
});
