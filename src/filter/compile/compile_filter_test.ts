import assert from "assert";
import { EVENT_KINDS } from "#events/kinds.ts";
import { unknownFields } from "../fields.ts";
import type { CompiledFilter } from "../compiled_filter.ts";
import { compileFilter } from "./compile_filter.ts";
import { FilterError } from "../filter_error.ts";
import { explained } from "./explain.ts";
import { ContainerVerdicts } from "../decide/containers.ts";
import { hotPathOf, linesThrough, passOf } from "#tests/filter/filtered.ts";
import { HOT_SCALAR_WASM } from "#hotpath/gen/hot_scalar_wasm.ts";
import { HotPath } from "#hotpath/hot_path.ts";
import { drain, drive, linesOf } from "#tests/hotpath/drive.ts";
import { execRecord, exitRecord, mkdirRecord, ringBytes } from "#tests/hotpath/record_builder.ts";

const UNRESOLVED =
  ',"container":{"id":"abc"},"k8s":{"pod":{"uid":"u1"}},"cgroup":{"id":"50"},"label_state":"unresolved","label_reason":"no runtime answers"}\n';
const RESOLVED = (name: string) =>
  `,"container":{"id":"def","name":"c"},"k8s":{"namespace":{"name":"${name}"},"pod":{"name":"p","uid":"u1","label":{"app":"web"}}},"cgroup":{"id":"51"},"label_state":"resolved"}\n`;

const RING = ringBytes([
  execRecord({ pid: 1, cgroup: 1n }),
  execRecord({
    pid: 2,
    cgroup: 2n,
    requested: "/usr/bin/curl",
    uid: 1000,
    args: ["curl", "10.1.2.3"],
  }),
  exitRecord({ pid: 3, cgroup: 2n, code: 3 }),
  exitRecord({ pid: 4, cgroup: 1n, signal: 9, flags: 1 }),
  mkdirRecord({ pid: 5, cgroup: 3n }),
  execRecord({ pid: 6, cgroup: 4n, args: ["x", "fe80::1%eth0", "::ffff:1.2.3.4", "2001:db8::1"] }),
]);

function pids(lines: readonly string[]): number[] {
  return lines.map((line) => JSON.parse(line).process.pid);
}

function through(...expressions: string[]): number[] {
  const filter = compileFilter(expressions);
  const simd = pids(linesThrough(RING, filter));
  assert.deepEqual(pids(linesThrough(RING, filter, HOT_SCALAR_WASM)), simd);
  return simd;
}

/** The rule that an expression breaks, and the characters that are marked. */
function fault(expression: string): { readonly rule: string; readonly marked: string } {
  try {
    compileFilter([expression]);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const [line = "", mark = ""] = error.excerpt.split("\n");
    const marked = line.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1);
    return { rule: error.message, marked };
  }
  throw new Error(`${expression} is taken`);
}

Deno.test("every key of every definition is of a kind of values that filters know, but for those that are made of several", () => {
  assert.deepEqual([...new Set(unknownFields(EVENT_KINDS))].sort(), [
    "oom.scope",
    "oom.trigger",
    "process.ancestors",
    "process.capabilities.effective",
    "process.entry.exec_id",
    "process.exec_id",
    "process.exit.sender",
    "process.exit.verdict",
    "process.parent",
    "process.signal.sender",
  ]);
});

Deno.test("a filter lets pass what it holds for; several must all hold", () => {
  assert.deepEqual(through('event == "process.exec" && process.user.id == 0'), [1, 6]);
  assert.deepEqual(through('event == "process.exec"', "process.user.id == 1000"), [2]);
  assert.deepEqual(through('k8s.namespace.name == "shop" || process.exit.signal == 9'), [2, 3, 4]);
  assert.deepEqual(through('!(process.executable.path in ["/bin/sh", "/pause"])'), [2]);
  assert.deepEqual(through('event.matches("^process\\\\..*t$")'), [3, 4]);
});

Deno.test("an absent key fails what asks for its value, has() and optionals ask whether it is there", () => {
  assert.deepEqual(through("process.exit.code != 0"), [3]);
  assert.deepEqual(through("!(process.exit.code == 0)"), [3]);
  assert.deepEqual(through("has(process.exit.code) || has(process.exit.signal)"), [3, 4]);
  assert.deepEqual(through("has(process.exit)"), [3, 4]);
  assert.deepEqual(through("!has(process.exit)"), [1, 2, 5, 6]);
  assert.deepEqual(through("process.?exit.?code.orValue(3) == 3"), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(through("process.exit.code == 0 || process.pid == 1"), [1]);
});

Deno.test("labels beyond a line's objects: keys of maps, lists, and what a line has no map of", () => {
  assert.deepEqual(through('k8s.pod.label.app == "web"'), [2, 3]);
  assert.deepEqual(through('k8s.pod.label["tier.example/x"] == "front"'), [2, 3]);
  assert.deepEqual(through('!("app" in k8s.pod.label) && label_state == "host"'), [1, 4]);
  assert.deepEqual(through('"latest" in container.image.tags'), [6]);
  assert.deepEqual(through("has(k8s.pod.label)"), [2, 3]);
});

Deno.test("addresses are read as Kubernetes reads them, and networks contain them", () => {
  assert.deepEqual(
    through('process.command_args.exists(a, isIP(a) && cidr("10.0.0.0/8").containsIP(a))'),
    [2],
  );
  assert.deepEqual(
    through('process.command_args.exists(a, cidr("2001:db8::/32").containsIP(ip(a)))'),
    [6],
  );
  assert.deepEqual(through("process.command_args.exists(a, ip(a).family() == 4)"), [2]);
  assert.deepEqual(through("process.command_args.exists(a, ip(a).isGlobalUnicast())"), [2, 6]);
  assert.deepEqual(through('process.command_args.exists(a, ip(a) == ip("2001:db8:0::1"))'), [6]);
  // Neither a zone nor an IPv4 address within IPv6 is one.
  assert.deepEqual(
    through("process.command_args[1].size() > 8 && !isIP(process.command_args[1])"),
    [6],
  );
});

Deno.test("words go by the numbers of records, and an origin by whether the process is in a container", () => {
  const ring = ringBytes([
    execRecord({ pid: 1, cgroup: 1n, origin: 1 }),
    execRecord({ pid: 2, cgroup: 2n, origin: 2 }),
    execRecord({ pid: 3, cgroup: 2n, origin: 3 }),
    execRecord({ pid: 4, cgroup: 2n, origin: 1 }),
    execRecord({ pid: 5, cgroup: 2n, origin: 0 }),
  ]);
  const all = linesThrough(ring).map((line) => JSON.parse(line).process);
  for (const origin of ["host", "exec", "entrypoint", "runtime"]) {
    const wanted = all.filter((process) => process.origin === origin).map(({ pid }) => pid);
    assert.ok(wanted.length > 0);
    const filter = compileFilter([`process.origin == "${origin}"`]);
    assert.deepEqual(pids(linesThrough(ring, filter)), wanted, origin);
  }
});

Deno.test("what is no filter is refused, with its rule and its place", () => {
  assert.deepEqual(fault("proces.pid == 1").marked, "proces");
  assert.match(
    fault("proces.pid == 1").rule,
    /such as process\.pid, and not proces at character 1$/,
  );
  assert.match(
    fault("process.parent.pid == 1").rule,
    /process\.parent is made of several, at character 9$/,
  );
  assert.match(fault('k8s.namespac.name == "x"').rule, /such as k8s\.namespace\.name, and not/);
  assert.match(fault('process.pid == "1"').rule, /no such overload: int == string/);
  assert.match(fault('event.startWith("x")').rule, /startsWith\(\) is near/);
  assert.match(fault("process.pid == 1 &&").rule, /an expression in CEL/);
  assert.match(fault("process.pid").rule, /true or false, not of type int/);
  assert.equal(fault('event == "x" || process.command.matches("(")').marked, '"("');
  assert.match(fault("process.pid < 1.5").rule, /none with a fraction/);
  assert.match(fault('event == "no.such"').rule, /it never does/);
  assert.match(fault("process.exit == 1").rule, /no such overload/);
  assert.match(fault("has(process.pid) && process.pid in [process.tid]").rule, /keys of a line/);
});

Deno.test("what the hot path cannot carry out is refused, never slow", () => {
  for (
    const expression of [
      'process.command + "x" == "shx"',
      'process.command_args.map(a, a + "x") == ["x"]',
      "process.command_args.exists(a, process.command_args.exists(b, a == b))",
      "process.command.matches(k8s.pod.name)",
      "string(process.pid) == event",
      "process.pid in [process.parent_pid]",
      "k8s.pod.label[process.command] == event",
    ]
  ) assert.match(fault(expression).rule, /^it must /, expression);
});

Deno.test("kinds that cannot pass are not caught", () => {
  const names = (expression: string) => explained(compileFilter([expression])).kinds;
  assert.deepEqual(names("process.exit.code == 1"), ["process.exit", "container.exit"]);
  assert.deepEqual(names('event == "process.exec" && k8s.namespace.name == "x"'), ["process.exec"]);
  assert.deepEqual(names('!event.startsWith("process.")').includes("process.exec"), false);
});

Deno.test("explained() tells where each part is decided", () => {
  const { parts } = explained(compileFilter([
    'event == "process.exec" && (k8s.namespace.name == "a" || process.pid == 1) && process.user.id > 0',
  ]));
  assert.deepEqual(parts.map(({ stage, text }) => [stage, text]), [
    ["kernel", 'event == "process.exec"'],
    ["container", 'k8s.namespace.name == "a"'],
    ["event", "process.pid == 1"],
    ["event", "process.user.id > 0"],
  ]);
});

function verdictOf(filter: CompiledFilter, fragment: string, open = false): string {
  return new ContainerVerdicts(filter).decide({ cgroup: 50n, fragment, open }).kind;
}

Deno.test("what is not known may be anything, unless the expression says otherwise", () => {
  const kind = (expression: string) => verdictOf(compileFilter([expression]), UNRESOLVED);
  assert.equal(kind('k8s.namespace.name == "shop"'), "all");
  assert.equal(kind('k8s.namespace.name != "shop"'), "all");
  assert.equal(kind("!has(k8s.pod.label.app)"), "all");
  assert.equal(kind('k8s.namespace.name == "shop" && label_state == "resolved"'), "none");
  assert.equal(kind('container.id == "abc"'), "all");
  assert.equal(kind('container.id == "other"'), "none");
  assert.equal(kind('k8s.namespace.name == "shop" && process.user.id == 0'), "asked");
  // Nothing could make it true: an exit code is no exec's.
  assert.equal(
    kind(
      'k8s.namespace.name == "shop" && event == "process.exec" && process.pid == 1 && label_reason == ""',
    ),
    "none",
  );
});

Deno.test("what another container of its pod has told is known of an unresolved one", () => {
  const filter = compileFilter(['k8s.namespace.name == "shop"']);
  const verdicts = new ContainerVerdicts(filter);
  const decide = (cgroup: bigint, fragment: string) =>
    verdicts.decide({ cgroup, fragment, open: false }).kind;
  assert.equal(decide(50n, UNRESOLVED), "all");
  assert.equal(decide(51n, RESOLVED("other")), "none");
  assert.equal(decide(50n, UNRESOLVED), "none");
  verdicts.forget(51n);
  assert.equal(decide(50n, UNRESOLVED), "all");
});

Deno.test("events that wait, and those without any labels, are asked when they are written", () => {
  const filter = compileFilter(['k8s.namespace.name == "shop" && process.user.id == 0']);
  const hot = HotPath.create({
    holdLimitNs: 10n,
    types: filter.types,
    includeHost: true,
    filter: { tables: filter.patterns.tables, unanswered: passOf(filter.unanswered) },
  });
  const record = (pid: number, uid: number, cgroup: bigint) =>
    execRecord({ pid, uid, cgroup, timeNs: 0n });
  const ring = ringBytes([record(1, 0, 9n), record(2, 5, 9n), record(3, 0, 8n), record(4, 5, 8n)]);
  assert.equal(drive(hot, ring).bytes.length, 0);
  const verdicts = new ContainerVerdicts(filter);
  const fragment = RESOLVED("shop");
  const verdict = verdicts.decide({ cgroup: 9n, fragment, open: false });
  hot.apply({ kind: "final", cgroup: 9n, fragment, host: false, ...passOf(verdict) });
  assert.deepEqual(pids(linesOf(drain(hot))), [1]);
  hot.expire(100n);
  assert.deepEqual(pids(linesOf(drain(hot))), [3]);
  assert.equal(hot.counters().filtered, 2n);
  assert.deepEqual(pids(linesOf(drive(hot, ring).bytes)), [1, 3]);
});

Deno.test("a recording gets the records that pass, as they are", () => {
  const filter = compileFilter(["process.user.id == 1000 || process.exit.signal == 9"]);
  const hot = hotPathOf(filter, undefined, true);
  const kept = drive(hot, RING).bytes;
  assert.deepEqual(pids(linesThrough(kept)), [2, 4]);
  assert.equal(hot.counters().lines_resolved, 1n);
});

Deno.test("explained() shows parts with the parentheses that close them", () => {
  const shown = (expression: string) =>
    explained(compileFilter([expression])).parts.map(({ text }) => text);
  assert.deepEqual(
    shown('!(process.executable.path in ["/a)", "/b"]) && k8s.pod.name.startsWith("(")'),
    ['!(process.executable.path in ["/a)", "/b"])', 'k8s.pod.name.startsWith("(")'],
  );
  assert.deepEqual(shown("!( (process.pid == 1) )"), ["!( (process.pid == 1) )"]);
});
