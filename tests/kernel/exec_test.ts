import assert from "assert";
import { bootTimeNs } from "#kernel/clock/clock.ts";
import * as wire from "#wire";
import { Capture } from "./capture.ts";
import { withBehave } from "./behave.ts";
import { kernelTest } from "./declare.ts";

kernelTest("an exec record says who ran what, where and when", () => {
  using capture = new Capture();
  const before = bootTimeNs();
  capture.runWith({ cwd: "/usr/lib" }, "/bin/echo", "a", "b c", "");
  const [exec, ...more] = capture.execs();
  assert.equal(more.length, 0);
  assert.ok(exec);
  assert.equal(exec.requested, "/bin/echo");
  assert.equal(exec.executable, Deno.realPathSync("/bin/echo"));
  assert.equal(exec.cwd, "/usr/lib");
  assert.deepEqual(exec.args, ["/bin/echo", "a", "b c", ""]);
  assert.equal(exec.comm, "echo");
  assert.equal(exec.flags, 0);
  assert.equal(exec.uid, Deno.uid());
  assert.equal(exec.parentPid, Deno.pid);
  assert.equal(exec.tid, exec.pid);
  assert.ok(before <= exec.startNs && exec.startNs <= exec.timeNs && exec.timeNs <= bootTimeNs());
});

kernelTest("records name the effective user: a setuid program's is the owner of its file", () => {
  using capture = new Capture();
  const folder = Deno.makeTempDirSync();
  try {
    const program = `${folder}/program`;
    const owner = 65_534;
    Deno.copyFileSync("/bin/true", program);
    Deno.chownSync(program, owner, owner);
    Deno.chmodSync(program, 0o4755);
    assert.equal(capture.run(program).code, 0);
    assert.deepEqual(capture.execs().map(({ requested, uid }) => [requested, uid]), [[
      program,
      owner,
    ]]);
    assert.deepEqual(capture.exits().map(({ uid }) => uid), [owner]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

kernelTest("an exec record keeps bytes that are not UTF-8 and empty arguments", () => {
  using capture = new Capture();
  capture.run("/bin/sh", "-c", `exec /bin/true "$(printf '\\377')" "" x`);
  assert.deepEqual(capture.execs().at(-1)?.args, ["/bin/true", "\ufffd", "", "x"]);
});

kernelTest("an exec record holds many arguments", () => {
  using capture = new Capture();
  const args = Array.from({ length: 1000 }, (_, index) => `${index}`);
  capture.run("/bin/true", ...args);
  const [exec] = capture.execs();
  assert.deepEqual(exec?.args, ["/bin/true", ...args]);
  assert.equal(exec?.flags, 0);
});

for (const excess of [0, 1, 100_000]) {
  kernelTest(
    `an exec record of ${wire.ARGS_MAX + excess} bytes of arguments says if it was cut`,
    () => {
      using capture = new Capture();
      const all = ["/bin/true", "x".repeat(wire.ARGS_MAX + excess - "/bin/true".length - 2)];
      capture.run(...all as [string, string]);
      const [exec] = capture.execs();
      assert.equal(exec?.argsLength, wire.ARGS_MAX);
      assert.equal(exec?.flags, excess === 0 ? 0 : wire.EXEC_ARGS_TRUNCATED);
      assert.equal(
        exec?.args.join("\0"),
        all.join("\0").slice(0, wire.ARGS_MAX - (excess ? 0 : 1)),
      );
    },
  );
}

kernelTest(
  "an exec record of a program without any argument has none that was given",
  withBehave((capture, program) => {
    capture.run(program, "bare", "/bin/true");
    const exec = capture.execs().at(-1);
    assert.equal(exec?.requested, "/bin/true");
    assert.equal(exec?.flags, 0);
    // Linux adds an empty argument itself since 5.18.
    assert.equal(exec?.args.join(), "");
  }),
);
