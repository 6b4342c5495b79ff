import assert from "assert";
import { KernelPrograms } from "#kernel/bpf/programs.ts";
import { Capture, type CaptureOptions } from "./capture.ts";
import { kernelTest } from "./declare.ts";
import { CAST_HOOKS, kernelWithout, TYPED_HOOKS } from "./hooks.ts";

/** Makes a cgroup, runs a program in it and removes it; gives the types of the records there are of it. */
function recorded(options: CaptureOptions): { types: string[]; programs: (string | undefined)[] } {
  using capture = new Capture(options);
  capture.run("/bin/true");
  Deno.mkdirSync(`${capture.folder}/child`);
  Deno.removeSync(`${capture.folder}/child`);
  const own = capture.records().filter((record) =>
    record.cgroup === capture.id || "path" in record && record.path === `${capture.path}/child`
  );
  return {
    types: own.map(({ type }) => type),
    programs: capture.programs.hooks.map(({ program }) => program),
  };
}

const ALL = ["mkdir", "exec", "exit", "mkdir", "rmdir"];

for (
  const { tracepoint, types, kinds } of [
    {
      tracepoint: "sched_process_exec",
      types: ["mkdir", "exit", "mkdir", "rmdir"],
      kinds: ["process.exec", "container.start", "runs of programs"],
    },
    {
      tracepoint: "sched_process_exit",
      types: ["mkdir", "exec", "mkdir", "rmdir"],
      kinds: ["process.exit", "container.exit"],
    },
    { tracepoint: "cgroup_mkdir", types: ["exec", "exit", "rmdir"], kinds: ["cgroup.mkdir"] },
    {
      tracepoint: "cgroup_rmdir",
      types: ["mkdir", "exec", "exit", "mkdir"],
      kinds: ["cgroup.rmdir"],
    },
  ]
) {
  kernelTest(`a kernel without ${tracepoint} loses that kind of event and no other`, () => {
    const load = { kernel: kernelWithout(tracepoint) };
    assert.deepEqual(recorded({ load }).types, types);
    using programs = KernelPrograms.load({ ringBytes: 65536, ...load });
    const lost = programs.hooks.filter(({ program }) => program === undefined);
    assert.deepEqual(lost.map(({ kind }) => kind), kinds);
    for (const { refused } of lost) {
      assert.equal(refused.at(-1)?.reason, `this kernel has no tracepoint ${tracepoint}`);
    }
  });
}

kernelTest("load() refuses when no event that is asked for can be caught, and says why", () => {
  const kernel = kernelWithout("sched_process_exec");
  const load = (events: string[]): Disposable =>
    KernelPrograms.load({ ringBytes: 65536, kernel, events });
  assert.throws(
    () => load(["process.exec"]),
    /^KernelError: Cannot load the kernel programs as this kernel has no tracepoint sched_process_exec; use/,
  );
  load(["process.exec", "process.exit"])[Symbol.dispose]();
});

kernelTest("only what is asked for is loaded, with what critter itself needs", () => {
  const cgroup = ["cgroup_mkdir", "cgroup_rmdir"];
  const lineage = ["process_fork", "process_existing"];
  const of = (...events: string[]): (string | undefined)[] =>
    recorded({ load: { events } }).programs;
  assert.deepEqual(of("process.exec"), ["process_exec", ...cgroup, ...lineage]);
  assert.deepEqual(of("cgroup.mkdir"), cgroup);
  const [exit, ...others] = of("process.exit");
  assert.match(exit ?? "", /^process_exit/);
  assert.deepEqual(others, [
    ...cgroup,
    ...["process_fork", "process_signal", "oom_kill", "process_existing", "process_run"],
  ]);
});

kernelTest("an exit's duration counts from its last exec where no exec is recorded", () => {
  using capture = new Capture({ load: { events: ["process.exit"] } });
  capture.run("/bin/sh", "-c", "sleep 0.1; exec /bin/true");
  assert.deepEqual(capture.execs(), []);
  const last = capture.exits().at(-1);
  assert.ok(last !== undefined && last.timeNs - last.startNs >= 100_000_000n);
  assert.ok(last.durationNs < 100_000_000n);
});

kernelTest(
  "the programs for an older kernel in lockdown tell all but working directory and path",
  () => {
    using capture = new Capture({ load: { hooks: TYPED_HOOKS } });
    capture.runWith({ cwd: "/usr/lib" }, "/bin/echo", "a", "b c");
    const [exec] = capture.execs();
    assert.equal(exec?.requested, "/bin/echo");
    assert.deepEqual(exec?.args, ["/bin/echo", "a", "b c"]);
    assert.equal(exec?.cwd, "");
    assert.equal(exec?.flags, 0);
    assert.equal(capture.exits()[0]?.comm, "echo");
    const made = capture.records().find(({ type, cgroup }) =>
      type === "mkdir" && cgroup === capture.id
    );
    assert.equal(made?.type === "mkdir" ? made.path : undefined, "");
    assert.deepEqual(
      recorded({ load: { hooks: TYPED_HOOKS } }).types,
      ALL.filter((type) => type === "exec" || type === "exit" || type === "mkdir").slice(0, 3),
    );
  },
);

kernelTest("the programs for a kernel in lockdown read cgroups' paths as the others do", () => {
  const load = { hooks: CAST_HOOKS };
  const { types, programs } = recorded({ load });
  assert.deepEqual(types, ALL);
  for (const program of ["process_exec_cast", "cgroup_mkdir_cast", "cgroup_rmdir_cast"]) {
    assert.ok(programs.includes(program));
  }
  using capture = new Capture({ load });
  // Every remainder of 8, which is read at once.
  for (let length = 1; length <= 24; length++) {
    const name = "n".repeat(length);
    Deno.mkdirSync(`${capture.folder}/${name}`);
    Deno.removeSync(`${capture.folder}/${name}`);
    const told = capture.records().filter((record) =>
      "path" in record && record.path === `${capture.path}/${name}`
    );
    assert.deepEqual(told.map(({ type }) => type), ["mkdir", "rmdir"]);
  }
});

kernelTest("measure() counts the runs of each program and what they took", () => {
  using capture = new Capture();
  const runs = capture.programs.measure(() => capture.run("/bin/true"));
  const exec = runs.get("process_exec");
  assert.ok(exec !== undefined && exec.count >= 1n && exec.timeNs > 0n);
  assert.ok([...runs.keys()].includes("cgroup_mkdir"));
});
