import assert from "assert";
import * as wire from "#wire";
import { HotPath } from "./hot_path.ts";
import type { HotPathOptions } from "./types.ts";
import { drive, linesOf } from "#tests/hotpath/drive.ts";
import { plainRunKey } from "#tests/hotpath/plain_lineage.ts";
import {
  type AncestorFields,
  execRecord,
  type ExitFields,
  exitRecord,
  forkRecord,
  oomRecord,
  type PartyFields,
  ringBytes,
  type Run,
  signalRecord,
} from "#tests/hotpath/record_builder.ts";

const ALL = 0b111_1111_1110;
const CONTAINER = 1n;
const HOST = 2n;
const POD = 3n;
const OTHER = 4n;

/** A hot path that knows a container, the host, a pod's container, and one without a name. */
function labelled(options: Partial<HotPathOptions> = {}): HotPath {
  const hot = HotPath.create({ holdLimitNs: 0n, types: ALL, includeHost: true, ...options });
  const final = (cgroup: bigint, labels: object, host = false) =>
    hot.apply({
      kind: "final",
      cgroup,
      host,
      fragment: `,${JSON.stringify(labels).slice(1)}\n`,
    });
  final(CONTAINER, { container: { id: "c1", name: "web" }, label_state: "resolved" });
  final(HOST, { systemd: { unit: "ssh.service" }, label_state: "host" }, true);
  final(POD, {
    container: { id: "c3", name: "app", image: { name: "alpine" } },
    k8s: { node: { name: "n" }, namespace: { name: "shop" }, pod: { name: "cart-1" } },
    label_state: "resolved",
  });
  final(OTHER, {
    container: { id: "c4", runtime: { name: "containerd" } },
    label_state: "unresolved",
  });
  return hot;
}

// deno-lint-ignore no-explicit-any -- what lines hold is what these tests ask
function linesFrom(hot: HotPath, ...records: readonly Uint8Array[]): any[] {
  return linesOf(drive(hot, ringBytes(records)).bytes).map((line) => JSON.parse(line));
}

function ancestorOf(run: Run, ran: Run = run): AncestorFields {
  return { ...run, program: plainRunKey(ran.startTimeNs, ran.pid, ran.run) };
}

function partyOf(cgroup: bigint, run: Partial<AncestorFields> = {}): PartyFields {
  return {
    startTimeNs: 9n,
    pid: 99,
    run: 1,
    program: 0n,
    cgroup,
    uid: 5,
    command: "kill",
    ...run,
  };
}

Deno.test("HotPath gives a run of a program one id, which the boot's own number sets apart", () => {
  const hot = labelled();
  const run = { startTimeNs: 0x10n, pid: 0xab, run: 3 };
  const idOf = (...records: readonly Uint8Array[]) =>
    linesFrom(hot, ...records).map(({ process }) => process.exec_id);
  const ids = idOf(
    execRecord(run),
    forkRecord(run),
    exitRecord(run),
    signalRecord(run),
    exitRecord({ ...run, cause: wire.EXIT_CAUSE_UNKNOWN, signal: 9 }),
  );
  assert.deepEqual(new Set(ids), new Set(["0000000000000010000000ab00000003"]));
  hot.setBoot(0xffff_ffff_ffff_fff0n);
  assert.deepEqual(idOf(execRecord(run)), ["0000000000000000000000ab00000003"]);
  assert.deepEqual(idOf(execRecord({ ...run, run: 0 })), [undefined]);
});

Deno.test("HotPath says how a process came there, by its label where that decides", () => {
  const hot = labelled();
  const origins = (cgroup: bigint) =>
    linesFrom(hot, ...[0, 1, 2, 3].map((origin) => forkRecord({ cgroup, origin })))
      .map(({ process }) => process.origin);
  const contained = [undefined, "runtime", "entrypoint", "exec"];
  assert.deepEqual(origins(CONTAINER), contained);
  assert.deepEqual(origins(POD), contained);
  assert.deepEqual(origins(OTHER), contained);
  assert.deepEqual(origins(HOST), [undefined, "host", "host", "exec"]);
  const entry = { startTimeNs: 1n, pid: 2, run: 3 };
  const [line] = linesFrom(hot, forkRecord({ origin: wire.ORIGIN_EXEC, entry }));
  assert.equal(line.process.entry.exec_id, "00000000000000010000000200000003");
});

Deno.test("HotPath names ancestors by what execs and processes at the start told", () => {
  const hot = labelled();
  const init: Run = { startTimeNs: 1n, pid: 1, run: 1 };
  const shell: Run = { startTimeNs: 2n, pid: 20, run: 5 };
  // Forked by the shell, and runs what the shell ran.
  const forked: Run = { startTimeNs: 3n, pid: 30, run: 5 };
  linesFrom(
    hot,
    execRecord({ ...init, executable: "/sbin/init" }, wire.PROCESS_EXISTING),
    execRecord({ ...shell, executable: "/bin/bash" }),
    exitRecord(shell),
  );
  const ancestors = [ancestorOf(forked, shell), ancestorOf(shell), ancestorOf(init)];
  const [{ process }] = linesFrom(hot, forkRecord({ ancestors }));
  assert.deepEqual(process.parent, {
    exec_id: "00000000000000030000001e00000005",
    pid: 30,
    executable: { path: "/bin/bash" },
  });
  assert.deepEqual(
    process.ancestors.map(({ pid, executable }: { pid: number; executable: object }) => [
      pid,
      executable,
    ]),
    [[30, { path: "/bin/bash" }], [20, { path: "/bin/bash" }], [1, { path: "/sbin/init" }]],
  );
  const stranger = ancestorOf({ ...shell, run: 6 });
  const [unknown] = linesFrom(hot, forkRecord({ ancestors: [stranger] }));
  assert.deepEqual(unknown.process.parent.executable, { unknown: true });
  const [orphan] = linesFrom(hot, forkRecord({ ancestors: [] }));
  assert.ok(!("parent" in orphan.process) && !("ancestors" in orphan.process));
});

Deno.test("HotPath learns names from records that are not asked for, and from those that make no line", () => {
  const hot = labelled({ types: 1 << wire.PROCESS_FORK | 1 << wire.PROCESS_EXISTING });
  const quiet: Run = { startTimeNs: 1n, pid: 1, run: 1 };
  const exec: Run = { startTimeNs: 2n, pid: 2, run: 2 };
  const records = [
    execRecord({ ...quiet, executable: "/a", flags: wire.EXEC_QUIET }, wire.PROCESS_EXISTING),
    execRecord({ ...exec, executable: "/b" }),
  ];
  assert.deepEqual(linesFrom(hot, ...records), []);
  assert.equal(hot.counters().filtered_type, 1n);
  const ancestors = [ancestorOf(quiet), ancestorOf(exec)];
  const [{ process }] = linesFrom(hot, forkRecord({ ancestors }));
  assert.deepEqual(
    process.ancestors.map((one: { executable: { path: string } }) => one.executable.path),
    ["/a", "/b"],
  );
  const [existing] = linesFrom(hot, execRecord(quiet, wire.PROCESS_EXISTING));
  assert.equal(existing.event, "process.existing");
});

Deno.test("HotPath tells of another process with its own labels where it is elsewhere", () => {
  const hot = labelled();
  const sent = (sender: PartyFields, cgroup = CONTAINER) =>
    linesFrom(hot, signalRecord({ cgroup, sender }))[0].process.signal.sender;
  assert.deepEqual(sent(partyOf(CONTAINER)), {
    process: {
      pid: 99,
      exec_id: "00000000000000090000006300000001",
      user: { id: 5 },
      executable: { unknown: true },
    },
    thread: { name: "kill" },
  });
  assert.equal(sent(partyOf(HOST)).systemd.unit, "ssh.service");
  assert.equal(sent(partyOf(POD)).k8s.pod.name, "cart-1");
  assert.equal(sent(partyOf(77n)).label_reason, "the label path has not answered");
  assert.ok(!("exec_id" in sent(partyOf(HOST, { run: 0 })).process));
  const [own] = linesFrom(hot, signalRecord());
  assert.deepEqual(own.process.signal, {
    number: 15,
    name: "SIGTERM",
    code: "user",
    result: "delivered",
  });
  hot.apply({ kind: "final", cgroup: POD, host: false, pass: false, fragment: ',"own":1}\n' });
  assert.equal(sent(partyOf(POD)).own, 1);
});

Deno.test("HotPath says in a sentence why a process ended", () => {
  const hot = labelled();
  const verdict = (fields: ExitFields, type?: number) =>
    linesFrom(hot, exitRecord({ pid: 17, command: "java", ...fields }, type))[0].process.exit
      .verdict;
  const signal = wire.EXIT_CAUSE_SIGNAL;
  assert.equal(verdict({ code: 3 }), undefined);
  assert.equal(verdict({ code: 3 }, wire.CONTAINER_EXIT), "exited 3");
  assert.equal(
    verdict({ code: 127 }, wire.CONTAINER_EXIT),
    "exited 127, which shells say of a command that is not found",
  );
  const sender = { ...partyOf(HOST), command: "containerd-shim" };
  assert.equal(
    verdict({ cause: signal, signal: 9, sender }),
    "SIGKILL from containerd-shim (host)",
  );
  assert.equal(
    verdict({ cause: signal, signal: 9, sender, stopAgoNs: 29_970_000_000n, stopSignal: 15 }),
    "SIGKILL from containerd-shim (host), 30.0 s after its SIGTERM",
  );
  const from = (cgroup: bigint, own = CONTAINER) =>
    verdict({ cgroup: own, cause: signal, signal: 15, sender: partyOf(cgroup) });
  assert.equal(from(CONTAINER), "SIGTERM from kill (same container)");
  assert.equal(from(POD), "SIGTERM from kill (pod shop/cart-1)");
  assert.equal(from(CONTAINER, POD), "SIGTERM from kill (container web)");
  assert.equal(from(OTHER), "SIGTERM from kill (another container)");
  assert.equal(from(HOST, HOST), "SIGTERM from kill (host)");
  assert.equal(from(55n), "SIGTERM from kill (of an unknown cgroup)");
  assert.equal(
    verdict({
      cause: signal,
      signal: 6,
      flags: wire.EXIT_CORE_DUMPED,
      startTimeNs: 9n,
      sender: partyOf(CONTAINER, { pid: 17 }),
    }),
    "SIGABRT raised by itself, core dumped",
  );
  assert.equal(
    verdict({ cause: wire.EXIT_CAUSE_FAULT, signal: 11, flags: wire.EXIT_CORE_DUMPED }),
    "SIGSEGV by a fault of its own, core dumped",
  );
  assert.equal(verdict({ cause: wire.EXIT_CAUSE_KERNEL, signal: 9 }), "SIGKILL from the kernel");
  assert.equal(
    verdict({ cause: wire.EXIT_CAUSE_UNKNOWN, signal: 64 }),
    "SIGRTMIN+30; critter did not see from whom",
  );
  assert.equal(
    verdict({ cause: wire.EXIT_CAUSE_NOT_STARTED, code: 1 }),
    "never began: java exited 1",
  );
  assert.equal(
    verdict({ cause: wire.EXIT_CAUSE_NOT_STARTED, signal: 9 }),
    "never began: java was killed by SIGKILL",
  );
});

Deno.test("HotPath names the system call that seccomp refused, as its machine counts them", () => {
  const hot = labelled();
  const refused = (syscall: number, arch: number) =>
    linesFrom(hot, exitRecord({ cause: wire.EXIT_CAUSE_SECCOMP, signal: 31, syscall, arch }))[0]
      .process.exit.verdict;
  const x86 = 0xc000_003e;
  const arm = 0xc000_00b7;
  assert.equal(refused(101, x86), "seccomp refused syscall ptrace");
  assert.equal(refused(0, x86), "seccomp refused syscall read");
  assert.equal(refused(435, x86), "seccomp refused syscall clone3");
  assert.equal(refused(0, arm), "seccomp refused syscall io_setup");
  assert.equal(refused(117, arm), "seccomp refused syscall ptrace");
  assert.equal(refused(5_000, x86), "seccomp refused syscall 5000");
  assert.equal(refused(350, x86), "seccomp refused syscall 350");
  assert.equal(refused(101, 0x4000_0003), "seccomp refused syscall 101");
});

Deno.test("HotPath says whose limit of memory was reached, which a host's process has no container for", () => {
  const hot = labelled();
  const scopes = (cgroup: bigint) =>
    linesFrom(hot, ...[0, 1, 2, 3, 4, 9].map((scope) => oomRecord({ cgroup, scope })))
      .map(({ oom }) => oom.scope);
  assert.deepEqual(scopes(CONTAINER), ["node", "container", "pod", "cgroup", "unknown", "unknown"]);
  assert.deepEqual(scopes(HOST), ["node", "cgroup", "pod", "cgroup", "unknown", "unknown"]);
  const killed = (oomScope: number, oomLimitBytes: bigint, cgroup = CONTAINER) =>
    linesFrom(
      hot,
      exitRecord({
        cgroup,
        pid: 17,
        command: "java",
        signal: 9,
        cause: wire.EXIT_CAUSE_OUT_OF_MEMORY,
        oomScope,
        oomLimitBytes,
      }),
    )[0].process.exit.verdict;
  const who = "; killed: java (pid 17)";
  const memory = "out of memory";
  assert.equal(killed(1, 64n << 20n), `${memory}: container limit 64 MiB${who}`);
  assert.equal(killed(2, 3n << 30n), `${memory}: pod limit 3 GiB${who}`);
  assert.equal(killed(3, 4097n), `${memory}: limit of its cgroup 4097 B${who}`);
  assert.equal(killed(1, 12n << 10n, HOST), `${memory}: limit of its cgroup 12 KiB${who}`);
  assert.equal(killed(0, 0n), `${memory}: the node has none left${who}`);
  assert.equal(killed(4, 0n), `${memory}${who}`);
});

Deno.test("HotPath makes no container's event of a process that is in none, and counts it", () => {
  const hot = labelled({ maxEvents: 3 });
  const records = [HOST, CONTAINER].flatMap((cgroup) => [
    execRecord({ cgroup, sinceCgroupNs: 5n }, wire.CONTAINER_START),
    exitRecord({ cgroup, flags: wire.EXIT_NEVER_RAN }, wire.CONTAINER_EXIT),
  ]);
  const lines = linesFrom(hot, ...records);
  assert.deepEqual(lines.map(({ event }) => event), ["container.start", "container.exit"]);
  assert.equal(lines[0].process.since_cgroup_ns, "5");
  assert.ok(!("never_ran" in lines[1].process));
  const { filtered_type, lines_host } = hot.counters();
  assert.deepEqual([filtered_type, lines_host], [2n, 0n]);
  assert.equal(hot.done, false);
});
