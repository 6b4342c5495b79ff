/** What stands out in the text output, what steps back, and what is told of new kinds of events. */
import assert from "assert";
import { EVENT_KINDS } from "#events/kinds.ts";
import { TextRenderer, type TextRendererOptions } from "./text.ts";

const PLAIN: TextRendererOptions = { color: false, wide: false, truncate: false, header: false };
const TIME = "2026-11-23T01:44:15.012345678Z";
const POD = {
  container: { id: "a96a0123456789abcdef", name: "main" },
  k8s: { namespace: { name: "default" }, pod: { name: "web-0" }, container: { name: "main" } },
  label_state: "resolved",
};

function exit(fields: object): object {
  return {
    time: TIME,
    event: "process.exit",
    thread: { id: 3971, name: "sh" },
    process: { pid: 3971, ...fields },
    ...POD,
  };
}

function render(options: Partial<TextRendererOptions>, ...lines: readonly object[]): string {
  const ndjson = lines.map((line) => JSON.stringify(line) + "\n").join("");
  const renderer = new TextRenderer({ ...PLAIN, ...options });
  return new TextDecoder().decode(renderer.render(new TextEncoder().encode(ndjson)));
}

Deno.test("render() lets what failed or was killed stand out, on the host too", () => {
  const host = { cgroup: { id: "5", path: "/x" }, label_state: "host" };
  const colored = (line: object) => render({ color: true }, line);
  const killed = exit({ exit: { signal: 9, verdict: "SIGKILL from sh (host)" } });
  const yellow =
    /\p{Cc}\[33mexit\p{Cc}\[0m.*\p{Cc}\[33msh killed by SIGKILL: SIGKILL from sh \(host\)/u;
  assert.match(colored(killed), yellow);
  assert.match(colored({ ...killed, ...host }), yellow);
  assert.match(colored(exit({ exit: { code: 3 } })), /\p{Cc}\[33msh exited 3\p{Cc}\[0m\n/u);
  assert.match(colored(exit({ exit: { code: 0 } })), /exit .* sh exited 0\n/);
  const ended = { ...exit({ exit: { signal: 9, verdict: "SIGKILL" } }), event: "container.exit" };
  assert.match(
    colored(ended),
    /\p{Cc}\[31mend\p{Cc}\[0m.*\p{Cc}\[31mcontainer ended: SIGKILL/u,
  );
});

Deno.test("render() lets the runtime's own helpers step back, unless they fail", () => {
  const helper = (code: number) => ({
    ...exit({ origin: "runtime", exit: { code } }),
    thread: { id: 1, name: "runc:[1:CHILD]" },
  });
  assert.match(
    render({ color: true }, helper(0)),
    /\p{Cc}\[2mdefault\/web-0.*\p{Cc}\[2m'runc:\[1:CHILD\]' exited 0\p{Cc}\[0m\n$/u,
  );
  assert.match(render({ color: true }, helper(1)), /\p{Cc}\[33m'runc:\[1:CHILD\]' exited 1/u);
});

Deno.test("render() says of a process that it had no exec of its own", () => {
  const detail = (fields: object) =>
    render({}, exit({ never_ran: true, ...fields })).trimEnd().split("3971  ")[1];
  assert.equal(detail({ exit: { code: 3 } }), "sh (forked, no exec of its own) exited 3");
  assert.equal(
    detail({ exit: { signal: 9 } }),
    "sh (forked, no exec of its own) killed by SIGKILL",
  );
});

Deno.test("render() with wide names the parent, and says when it is not known", () => {
  const parentIn = (parent: object | undefined) =>
    render({ wide: true }, { ...exit({ exit: { code: 0 }, parent, parent_pid: 12 }) })
      .split(/ {2,}/).at(-3);
  assert.equal(parentIn({ pid: 12, executable: { path: "/usr/bin/dash" } }), "dash");
  assert.equal(parentIn({ pid: 12, executable: { unknown: true } }), "?");
  assert.equal(parentIn({ pid: 12, executable: { path: "/tmp/\x1b[31m" } }), "\\x1b[31m");
  assert.equal(parentIn(undefined), "12");
});

Deno.test("render() tells of memory in the units of limits", () => {
  const oom = (limit: object) =>
    render({}, {
      time: TIME,
      event: "oom.kill",
      thread: { id: 7, name: "java" },
      process: { pid: 3971 },
      oom: { scope: "container", ...limit },
      ...POD,
    }).trimEnd().split("3971  ")[1];
  assert.equal(
    oom({ limit_bytes: "67108864" }),
    "out of memory (container limit 64 MiB): killed java (pid 3971)",
  );
  assert.equal(oom({}), "out of memory (container limit): killed java (pid 3971)");
});

Deno.test("render() keeps its columns where they are through every kind that is written by default", () => {
  const lines = render(
    { truncate: true },
    ...EVENT_KINDS.filter(({ byDefault }) => byDefault).map(({ name }) => ({
      ...exit({ exit: { code: 0 } }),
      event: name,
    })),
  ).trimEnd().split("\n");
  assert.deepEqual([...new Set(lines.map((line) => line.indexOf("default/web-0")))], [22]);
});

Deno.test("render() says of a signal what became of it, unless it was delivered", () => {
  const detail = (result?: string) =>
    render({}, {
      time: TIME,
      event: "process.signal",
      thread: { id: 7, name: "sh" },
      process: {
        pid: 3971,
        signal: {
          name: "SIGTERM",
          result,
          sender: { process: { pid: 12 }, thread: { name: "runc" } },
        },
      },
      ...POD,
    }).trimEnd().split("3971  ")[1];
  assert.equal(detail("delivered"), "SIGTERM to sh from runc (pid 12)");
  assert.equal(detail("ignored"), "SIGTERM to sh from runc (pid 12), ignored");
  assert.equal(detail("\x1b"), "SIGTERM to sh from runc (pid 12), \\x1b");
  assert.equal(detail(), "SIGTERM to sh from runc (pid 12)");
});
