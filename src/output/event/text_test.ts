import assert from "assert";
import fc from "fast-check";
import { TextRenderer, type TextRendererOptions } from "./text.ts";
import { width } from "../visible.ts";

const PLAIN: TextRendererOptions = { color: false, wide: false, truncate: false, header: false };
const TIME = "2026-11-23T01:44:15.012345678Z";

const POD = {
  container: {
    id: "a96a0123456789abcdef",
    name: "main",
    image: { name: "busybox", tags: ["1"], reference: "busybox:1" },
    runtime: { name: "containerd" },
  },
  k8s: {
    namespace: { name: "default" },
    pod: { name: "web-0", uid: "b08a" },
    container: { name: "main" },
  },
  cgroup: { id: "4711", path: "/kubepods/x" },
  label_state: "resolved",
};

function exec(args: readonly string[], labels: object = POD, path = args[0] ?? ""): object {
  return {
    time: TIME,
    event: "process.exec",
    process: {
      pid: 3971,
      tid: 3971,
      parent_pid: 3950,
      user: { id: 0 },
      executable: { requested: path },
      command_args: args,
    },
    ...labels,
  };
}

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
  return decode(new TextRenderer({ ...PLAIN, ...options }), ndjson);
}

function decode(renderer: TextRenderer, ndjson: string): string {
  return new TextDecoder().decode(renderer.render(new TextEncoder().encode(ndjson)));
}

Deno.test("render() aligns the columns under their titles", () => {
  assert.equal(
    render(
      { header: true },
      exec(["/bin/sh", "-c", "echo hi"]),
      exit({ exit: { code: 0 }, duration_ns: "12345678" }),
    ),
    [
      "TIME          EVENT   POD                           CONTAINER         PID  COMMAND",
      "01:44:15.012  exec    default/web-0                 main             3971  /bin/sh -c 'echo hi'",
      "01:44:15.012  exit    default/web-0                 main             3971  sh exited 0 after 12.3ms",
      "",
    ].join("\n"),
  );
});

Deno.test("render() calls events by names that fit their column", () => {
  const titles = ["container.start", "container.exit", "oom.kill", "process.signal", "new.kind"]
    .map((event) => render({}, { ...exit({}), event }).split(/ +/)[1]);
  assert.deepEqual(titles, ["start", "end", "oom", "signal", "new.kind"]);
});

Deno.test("render() writes the header once, and at once when there are no lines yet", () => {
  const renderer = new TextRenderer({ ...PLAIN, header: true });
  assert.match(decode(renderer, ""), /^TIME +EVENT .*COMMAND\n$/);
  assert.equal(decode(renderer, ""), "");
});

Deno.test("render() leaves the header whole on a narrow terminal, as commands keep their room there", () => {
  const renderer = new TextRenderer({ ...PLAIN, header: true, truncate: true, columns: 60 });
  assert.match(decode(renderer, ""), / COMMAND\n$/);
});

Deno.test("render() with wide shows id, image, runtime, user and parent", () => {
  assert.equal(
    render({ wide: true }, exec(["true"])),
    "01:44:15.012  exec    default/web-0                 main          a96a012345678  busybox:1             containerd      0     3950                 3971  true\n",
  );
});

Deno.test("render() says how a process ended", () => {
  const detail = (fields: object) => render({}, exit(fields)).trimEnd().split("3971  ")[1];
  assert.equal(detail({ exit: { code: 3 } }), "sh exited 3");
  assert.equal(
    detail({ exit: { signal: 9, core_dumped: true }, duration_ns: "1500000000" }),
    "sh killed by SIGKILL, core dumped after 1.50s",
  );
  assert.equal(detail({ exit: { signal: 35 } }), "sh killed by SIGRTMIN+1");
});

Deno.test("render() names the unit of a host process", () => {
  const host = {
    cgroup: { id: "5", path: "/system.slice/ssh.service" },
    systemd: { unit: "ssh.service" },
    label_state: "host",
  };
  assert.match(render({}, exec(["sshd"], host)), / {2}ssh\.service +host +3971 {2}sshd\n$/);
});

Deno.test("render() says why labels are missing", () => {
  const unresolved = {
    container: { id: "deadbeef0123456789" },
    cgroup: { id: "5", path: "/x" },
    label_state: "unresolved",
    label_reason: "containerd did not answer within 2 s",
  };
  assert.match(
    render({}, exec(["true"], unresolved)),
    / {2}\?deadbeef01234 +unresolved +3971 {2}true \[unresolved: containerd did not answer within 2 s\]\n$/,
  );
});

Deno.test("render() marks a sandbox, and a container without a pod", () => {
  assert.match(
    render({}, exec(["/pause"], { ...POD, container: { id: "ab", sandbox: true } })),
    /web-0 +\(sandbox\) /,
  );
  const docker = { container: { id: "ab", name: "db-1" }, label_state: "resolved" };
  assert.match(render({}, exec(["ls"], docker)), / {2}- +db-1 /);
});

Deno.test("render() shows loss lines, in red on a terminal", () => {
  const loss = { time: TIME, event: "loss", loss: { kind: "ring", count: "12" } };
  assert.equal(
    render({}, loss),
    "01:44:15.012  loss    12 events lost: the ring buffer was full\n",
  );
  assert.match(render({ color: true }, loss), /\p{Cc}\[31mloss +12 events lost/u);
});

Deno.test("render() shows what a process really runs when it calls itself something else", () => {
  assert.match(
    render({}, exec(["[kworker/0:1]"], POD, "/tmp/miner")),
    / {2}\[\/tmp\/miner\] '\[kworker\/0:1\]'\n$/,
  );
  assert.match(render({}, exec(["-bash"], POD, "/bin/bash")), /3971 {2}-bash\n$/);
});

Deno.test("render() flags arguments that were cut or could not be read", () => {
  const base = { pid: 3971, executable: { requested: "/bin/x" } };
  const cut = {
    time: TIME,
    event: "process.exec",
    process: { ...base, command_args: ["x", "y"], command_args_truncated: true },
    ...POD,
  };
  const unreadable = {
    time: TIME,
    event: "process.exec",
    process: { ...base, command_args_unreadable: true },
    ...POD,
  };
  assert.match(render({}, cut), /x y \(arguments cut\)\n/);
  assert.match(render({}, unreadable), /\/bin\/x \(arguments unreadable\)\n/);
});

Deno.test("render() makes hostile arguments visible", () => {
  const command = (...args: string[]) =>
    render({}, exec(["x", ...args])).split("3971  ")[1]?.trimEnd();
  assert.equal(command("a\nb"), String.raw`x $'a\nb'`);
  assert.equal(command("\x1b[2J\x07"), String.raw`x $'\x1b[2J\x07'`);
  assert.equal(command("\u009b31m"), String.raw`x $'\u009b31m'`);
  assert.equal(command("evil\u202egpj.exe"), String.raw`x $'evil\u202egpj.exe'`);
  assert.equal(
    command("zero\u200bwidth\u2060\ufeff"),
    String.raw`x $'zero\u200bwidth\u2060\ufeff'`,
  );
  assert.equal(command("tag\u{e0041}"), String.raw`x $'tag\U000e0041'`);
  assert.equal(command("line\u2028sep"), String.raw`x $'line\u2028sep'`);
  assert.equal(
    command("it's", "", "a b", "\\n", "$(x)"),
    String.raw`x 'it'\''s' '' 'a b' '\n' '$(x)'`,
  );
  assert.equal(command("it's\r\\"), String.raw`x $'it\'s\r\\'`);
  assert.equal(command("日本語", "\ufffd"), "x '日本語' '\ufffd'");
});

Deno.test("render() makes hostile names, paths and reasons visible", () => {
  const hostile = "\x1b]0;x\x07\r\n\u202e";
  const text = render(
    { wide: true, columns: 200 },
    exec(["x"], {
      container: {
        id: hostile,
        name: hostile,
        image: { reference: hostile },
        runtime: { name: hostile },
      },
      k8s: { namespace: { name: hostile }, pod: { name: hostile } },
      label_state: "resolved",
    }, hostile),
    exec(["x"], { systemd: { unit: hostile }, label_state: "host" }),
    exec(["x"], { cgroup: { path: hostile }, label_state: "unresolved", label_reason: hostile }),
    { time: hostile, event: hostile, thread: { name: hostile }, ...POD },
    { time: TIME, event: "loss", loss: { kind: hostile, count: hostile } },
  );
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  assert.equal(text.split("\n").length, 6);
});

Deno.test("render() shows an image by its reference, in recordings of 0.1 by the name that held it", () => {
  const imageIn = (image: object) =>
    render({ wide: true }, exec(["x"], { ...POD, container: { ...POD.container, image } }))
      .split(/ {2,}/)[5];
  assert.equal(imageIn({ name: "a", tags: ["1"], reference: "a:1", id: "sha256:1" }), "a:1");
  assert.equal(imageIn({ name: "a:1", id: "sha256:1" }), "a:1");
  assert.equal(imageIn({ id: "sha256:1" }), "sha256:1");
});

Deno.test("render() lets columns grow and never shrink", () => {
  const name = "a-pod-with-quite-a-long-name-0";
  const long = { ...POD, k8s: { ...POD.k8s, pod: { name } } };
  const [before, wide, after] = render({}, exec(["one"]), exec(["two"], long), exec(["three"]))
    .split("\n");
  assert.ok(before !== undefined && wide !== undefined && after !== undefined);
  assert.ok(before.indexOf("main") < wide.indexOf("main"));
  assert.equal(after.indexOf("main"), wide.indexOf("main"));
});

Deno.test("render() lets one endless name neither widen its column nor hide what differs at its end", () => {
  const name = `${"x".repeat(200)}-7d4b9`;
  const long = { ...POD, k8s: { ...POD.k8s, pod: { name } } };
  assert.match(render({ truncate: true }, exec(["x"], long)), /default\/x+…x+-7d4b9 {2}main/);
  assert.ok(render({ truncate: false }, exec(["x"], long)).includes(name));
});

Deno.test("render() cuts lines at the terminal's width, wide characters included", () => {
  for (const args of [["x".repeat(500)], ["日本語".repeat(100)], ["a\u0301".repeat(300)]]) {
    const line = render({ truncate: true, columns: 130 }, exec(args)).trimEnd();
    assert.ok(width(line) <= 130 && width(line) >= 128, `${width(line)}`);
    assert.ok(line.endsWith("…"));
  }
});

Deno.test("render() shows a line of another shape as it is", () => {
  assert.equal(
    decode(new TextRenderer(PLAIN), 'not {json\x1b[0m\n{"process":7}\nnull\n').split("\n")[0],
    "not {json\\x1b[0m",
  );
});

Deno.test("render() gives a pod the same colour every time", () => {
  const line = () => render({ color: true }, exec(["x"]));
  assert.equal(line(), line());
  assert.match(line(), /\p{Cc}\[38;5;\d+mdefault\/web-0\p{Cc}\[0m/u);
});

Deno.test("render() gives one line a line and no control character for any input", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const line = fc.record({
    time: text,
    event: fc.oneof(text, fc.constantFrom("process.exec", "process.exit", "cgroup.mkdir", "loss")),
    process: fc.record({
      pid: fc.nat(),
      executable: fc.record({ requested: text, path: text }),
      command_args: fc.array(text, { maxLength: 4 }),
      exit: fc.record({ code: fc.nat(255), signal: fc.nat(70) }, { requiredKeys: [] }),
    }, { requiredKeys: [] }),
    container: fc.record({ id: text, name: text }, { requiredKeys: [] }),
    k8s: fc.record({ pod: fc.record({ name: text }), namespace: fc.record({ name: text }) }, {
      requiredKeys: [],
    }),
    label_state: fc.constantFrom("resolved", "host", "unresolved"),
    label_reason: text,
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 5 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 300 }),
      (lines, truncate, columns) => {
        const rendered = render({ truncate, columns, color: true }, ...lines).replaceAll(
          /\p{Cc}\[[\d;]+m/gu,
          "",
        );
        assert.equal(rendered.split("\n").length, lines.length + 1);
        assert.doesNotMatch(rendered.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\u2028\u2029]/u);
      },
    ),
  );
});
