import assert from "assert";
import { EXECUTABLE_ORIGIN_IMAGE, ORIGIN_ENTRYPOINT, PROCESS_EXEC, PROCESS_EXIT } from "#wire";
import { HotPath } from "./hot_path.ts";
import type { HotPathOptions } from "./types.ts";
import { drain, drive, linesOf } from "#tests/hotpath/drive.ts";
import {
  concatenate,
  execRecord,
  exitRecord,
  framed,
  mkdirRecord,
  ringBytes,
  rmdirRecord,
} from "#tests/hotpath/record_builder.ts";

const RESOLVED = ',"label_state":"resolved"}\n';

function create(options: Partial<HotPathOptions> = {}): HotPath {
  const types = 1 << PROCESS_EXEC | 1 << PROCESS_EXIT;
  return HotPath.create({ holdLimitNs: 2_000_000_000n, types, includeHost: true, ...options });
}

/** A hot path that knows cgroup 1. */
function labelled(options: Partial<HotPathOptions> = {}): HotPath {
  const hot = create(options);
  hot.apply({ kind: "final", cgroup: 1n, host: false, fragment: RESOLVED });
  return hot;
}

Deno.test("HotPath writes an exec event as one line of the documented form", () => {
  const hot = labelled();
  hot.stepClock(0n, 1_700_000_000_000_000_000n);
  const exec = execRecord({
    timeNs: 12_345_678n,
    startTimeNs: 999n,
    pid: 3971,
    tid: 3972,
    parentPid: 3950,
    uid: 1000,
    requested: "/bin/sh",
    executable: "/usr/bin/dash",
    cwd: "/root",
    args: ["/bin/sh", "-c", "", 'say "hi"'],
    run: 5,
    origin: ORIGIN_ENTRYPOINT,
    executableOrigin: EXECUTABLE_ORIGIN_IMAGE,
    gid: 100,
    capabilities: 0b100001n,
    vpid: 7,
    ancestors: [{ startTimeNs: 998n, pid: 3950, run: 2, program: 0n }],
  });
  assert.deepEqual(linesOf(drive(hot, ringBytes([exec])).bytes), [
    '{"time":"2023-11-14T22:13:20.012345678Z","event":"process.exec",' +
    '"thread":{"id":3972,"name":"sh"},"process":{"pid":3971,"parent_pid":3950,"user":{"id":1000},' +
    '"creation":{"time":"2023-11-14T22:13:20.000000999Z"},' +
    '"exec_id":"00000000000003e700000f8300000005","origin":"entrypoint",' +
    '"executable":{"requested":"/bin/sh","path":"/usr/bin/dash","name":"dash","origin":"image"},' +
    '"command":"/bin/sh","command_args":["/bin/sh","-c","","say \\"hi\\""],' +
    '"working_directory":"/root","group":{"id":100},' +
    '"capabilities":{"effective":["CAP_CHOWN","CAP_KILL"]},"vpid":7,' +
    '"parent":{"exec_id":"00000000000003e600000f6e00000002","pid":3950,' +
    '"executable":{"unknown":true}},' +
    '"ancestors":[{"exec_id":"00000000000003e600000f6e00000002","pid":3950,' +
    '"executable":{"unknown":true}}]},"label_state":"resolved"}',
  ]);
});

Deno.test("HotPath writes an exit event as one line of the documented form", () => {
  const hot = labelled();
  const exits = [
    exitRecord({ code: 3, durationNs: 123_456n }),
    exitRecord({ signal: 9, durationNs: 0n }),
    exitRecord({ signal: 11, flags: 1, durationNs: 0xffff_ffff_ffff_ffffn }),
  ];
  const lines = linesOf(drive(hot, ringBytes(exits)).bytes);
  const specific = lines.map((line) =>
    line.slice(line.indexOf('"exit":'), line.indexOf('},"label'))
  );
  assert.deepEqual(specific, [
    '"exit":{"cause":"exited","code":3},"duration_ns":"123456"',
    '"exit":{"cause":"exited","signal":9},"duration_ns":"0"',
    '"exit":{"cause":"exited","signal":11,"core_dumped":true},"duration_ns":"18446744073709551615"',
  ]);
});

Deno.test("HotPath tells cgroups apart by all 64 bits of their ids", () => {
  const hot = create();
  const ids = [5n, 1n << 32n | 5n, 1n << 63n | 5n];
  for (const id of ids) {
    const fragment = `,"cgroup":{"id":"${id}"}}\n`;
    hot.apply({ kind: "final", cgroup: id, host: false, fragment });
  }
  const { bytes } = drive(hot, ringBytes(ids.map((cgroup) => execRecord({ cgroup }))));
  const seen = linesOf(bytes).map((line) => JSON.parse(line).cgroup.id);
  assert.deepEqual(seen, ids.map(String));
});

Deno.test("HotPath writes times across midnights, leap days and centuries, and clamps", () => {
  const times: [bigint, string][] = [
    [0n, "1970-01-01T00:00:00.000000000Z"],
    [86_399_999_999_999n, "1970-01-01T23:59:59.999999999Z"],
    [86_400_000_000_000n, "1970-01-02T00:00:00.000000000Z"],
    [951_782_400_000_000_001n, "2000-02-29T00:00:00.000000001Z"],
    [1_709_251_199_000_000_000n, "2024-02-29T23:59:59.000000000Z"],
    [4_107_542_400_000_000_000n, "2100-03-01T00:00:00.000000000Z"],
    [0xffff_ffff_ffff_ffffn, "2554-07-21T23:34:32.999999999Z"],
  ];
  const hot = labelled();
  const { bytes } = drive(hot, ringBytes(times.map(([timeNs]) => execRecord({ timeNs }))));
  assert.deepEqual(
    linesOf(bytes).map((line) => JSON.parse(line).time),
    times.map(([, text]) => text),
  );
  const timeOf = (timeNs: bigint, offset: bigint) => {
    hot.stepClock(0n, offset);
    return JSON.parse(linesOf(drive(hot, ringBytes([execRecord({ timeNs })])).bytes)[0] ?? "").time;
  };
  assert.equal(timeOf(1_000n, -2_000n), "1970-01-01T00:00:00.000000000Z");
  assert.equal(timeOf(5_000n, -2_000n), "1970-01-01T00:00:00.000003000Z");
  assert.equal(timeOf(0xffff_ffff_ffff_ffffn, 1n), "2554-07-21T23:34:32.999999999Z");
});

Deno.test("HotPath names an unknown cgroup once, and none that mkdir or a command has named", () => {
  const hot = create();
  const { notices } = drive(
    hot,
    ringBytes([
      execRecord({ cgroup: 9n }),
      execRecord({ cgroup: 9n }),
      mkdirRecord({ cgroup: 10n, path: "/a" }),
      execRecord({ cgroup: 10n }),
      rmdirRecord({ cgroup: 11n, path: "/b" }),
      mkdirRecord({ cgroup: 12n, path: "/c", hierarchy: 3 }),
    ]),
  );
  assert.deepEqual(notices, [
    { kind: "unknown", cgroup: 9n },
    { kind: "mkdir", cgroup: 10n, path: "/a" },
    { kind: "rmdir", cgroup: 11n, path: "/b" },
    // The kernel tells of one hierarchy only, whichever it is.
    { kind: "mkdir", cgroup: 12n, path: "/c" },
  ]);
});

Deno.test("HotPath counts lines by label state, whatever the labels are called", () => {
  const hot = create();
  const final = (cgroup: bigint, fragment: string, host: boolean) =>
    hot.apply({ kind: "final", cgroup, fragment, host });
  final(1n, ',"k8s":{"label_state":"unresolved"},"label_state":"resolved"}\n', false);
  final(2n, ',"label_state":"host"}\n', true);
  final(3n, ',"label_state":"unresolved","label_reason":"gone"}\n', false);
  drive(hot, ringBytes([1n, 1n, 2n, 3n].map((cgroup) => execRecord({ cgroup }))));
  const { lines_resolved, lines_host, lines_unresolved } = hot.counters();
  assert.deepEqual([lines_resolved, lines_host, lines_unresolved], [2n, 1n, 1n]);
});

Deno.test("HotPath filters by type, by host and by the label path's word, and counts each", () => {
  const hot = labelled({ types: 1 << PROCESS_EXEC, includeHost: false });
  hot.apply({ kind: "final", cgroup: 2n, host: true, fragment: ',"label_state":"host"}\n' });
  hot.apply({ kind: "final", cgroup: 3n, host: false, pass: false, fragment: RESOLVED });
  const { bytes } = drive(
    hot,
    ringBytes([
      execRecord(),
      exitRecord(),
      execRecord({ cgroup: 2n }),
      execRecord({ cgroup: 3n }),
      execRecord({ cgroup: 4n }),
    ]),
  );
  assert.equal(linesOf(bytes).length, 1);
  hot.apply({ kind: "final", cgroup: 4n, host: false, pass: false, fragment: RESOLVED });
  assert.equal(drain(hot).length, 0);
  const { filtered, filtered_type, filtered_host, held_events, held_bytes } = hot.counters();
  assert.deepEqual([filtered, filtered_type, filtered_host], [2n, 1n, 1n]);
  assert.deepEqual([held_events, held_bytes], [0n, 0n]);
});

Deno.test("HotPath drops what outstays its hold where the hold says so, until the labels are known", () => {
  const hot = create({ holdLimitNs: 100n });
  const hold = { kind: "hold", cgroup: 1n, fragment: ',"label_state":"unresolved"}\n' } as const;
  const exec = (timeNs: bigint) =>
    linesOf(drive(hot, ringBytes([execRecord({ cgroup: 1n, timeNs })])).bytes).length;
  hot.apply({ ...hold, pass: false });
  assert.equal(exec(1_000n), 0);
  assert.equal(hot.expire(1_100n), -1n);
  assert.equal(drain(hot).length, 0);
  assert.equal(exec(1_200n), 0);
  assert.equal(hot.counters().filtered, 2n);
  hot.apply(hold);
  assert.equal(exec(1_300n), 1);
  hot.apply({ ...hold, pass: false });
  assert.equal(exec(1_400n), 0);
  hot.apply({ kind: "final", cgroup: 1n, host: false, fragment: RESOLVED });
  assert.equal(exec(1_500n), 1);
  assert.equal(hot.counters().filtered, 3n);
});

Deno.test("HotPath writes cgroup events as lines where they are asked for", () => {
  const hot = create({ types: 1 << 3 | 1 << 4 });
  drive(hot, ringBytes([mkdirRecord({ cgroup: 7n, path: "/x" }), rmdirRecord({ cgroup: 7n })]));
  hot.apply({ kind: "final", cgroup: 7n, host: false, fragment: RESOLVED });
  const lines = linesOf(drain(hot)).map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((line) => line.event), ["cgroup.mkdir", "cgroup.rmdir"]);
  assert.deepEqual(lines.map((line) => line.label_state), ["resolved", "resolved"]);
});

Deno.test("HotPath releases a hold at its deadline and then no longer waits", () => {
  const hot = create({ holdLimitNs: 100n });
  drive(hot, ringBytes([execRecord({ cgroup: 5n, timeNs: 1_000n })]));
  assert.equal(hot.expire(1_099n), 1_100n);
  assert.equal(drain(hot).length, 0);
  assert.equal(hot.expire(1_100n), -1n);
  assert.match(linesOf(drain(hot))[0] ?? "", /"label_reason":"the label path has not answered"/);
  const late = ',"label_state":"unresolved","label_reason":"late"}\n';
  hot.apply({ kind: "hold", cgroup: 5n, fragment: late });
  const { bytes, notices } = drive(hot, ringBytes([execRecord({ cgroup: 5n, timeNs: 1_200n })]));
  assert.match(linesOf(bytes)[0] ?? "", /"label_reason":"late"/);
  assert.deepEqual(notices, []);
  assert.equal(hot.counters().hold_expired, 1n);
});

Deno.test("HotPath stops after exactly maxEvents lines", () => {
  const hot = labelled({ maxEvents: 3 });
  drive(hot, ringBytes([execRecord({ cgroup: 2n }), execRecord({ cgroup: 2n })]));
  hot.releaseAll();
  assert.equal(linesOf(drain(hot)).length, 2);
  assert.equal(hot.done, false);
  const ring = ringBytes(Array.from({ length: 5 }, () => execRecord()));
  assert.equal(linesOf(drive(hot, ring).bytes).length, 1);
  assert.equal(hot.done, true);
  assert.equal(linesOf(drive(hot, ring).bytes).length, 0);
  assert.equal(hot.counters().lines_resolved, 1n);
});

Deno.test("HotPath resumes where full output made it stop", () => {
  const hot = labelled();
  const long = "\u0001".repeat(4000);
  const records = Array.from(
    { length: 20 },
    (_, pid) => execRecord({ pid, requested: long, cwd: long }),
  );
  const ring = ringBytes(records);
  hot.input().set(ring);
  const consumed = hot.consume(0, ring.length);
  assert.ok(consumed > 0 && consumed < ring.length);
  assert.equal(hot.consume(consumed, ring.length - consumed), 0);
  const lines = linesOf(hot.takeOutput());
  lines.push(...linesOf(drive(hot, ring.slice(consumed)).bytes));
  assert.deepEqual(lines.map((line) => JSON.parse(line).process.pid), records.map((_, pid) => pid));
});

Deno.test("HotPath resumes where full notices made it stop", () => {
  const hot = create();
  const path = `/${"p".repeat(4000)}`;
  const records = Array.from({ length: 60 }, (_, id) => mkdirRecord({ cgroup: BigInt(id), path }));
  const ring = ringBytes(records);
  for (let round = 0; round < 3; round++) {
    hot.input().set(ring);
    assert.equal(hot.consume(0, ring.length) < ring.length, round > 0);
  }
});

Deno.test("HotPath gives up a batch behind an impossible ring header, and counts it", () => {
  const hot = labelled();
  const good = framed(execRecord());
  const { bytes } = drive(
    hot,
    concatenate([good, framed(execRecord(), { length: 0x3fff_ffff }), good]),
  );
  assert.equal(linesOf(bytes).length, 1);
  assert.equal(hot.counters().malformed, 1n);
  assert.equal(linesOf(drive(hot, concatenate([good, good.subarray(0, 12)])).bytes).length, 1);
  assert.equal(hot.counters().malformed, 2n);
});

Deno.test("HotPath.consume() refuses a span outside the staging area", () => {
  const hot = create();
  assert.throws(() => hot.consume(hot.inputCapacity, 8), RangeError);
  assert.throws(() => hot.consume(-8, 16), RangeError);
  assert.throws(() => hot.consume(0, Number.NaN), RangeError);
  assert.equal(hot.consume(0, 0), 0);
});

Deno.test("HotPath gives the same bytes for the same calls", () => {
  const run = () => {
    const hot = create({ holdLimitNs: 10n });
    const records = Array.from(
      { length: 500 },
      (_, n) => execRecord({ cgroup: BigInt(n % 40), timeNs: BigInt(n), pid: n }),
    );
    const parts = [drive(hot, ringBytes(records)).bytes];
    hot.expire(300n);
    parts.push(drain(hot));
    hot.releaseAll();
    parts.push(drain(hot));
    return concatenate(parts);
  };
  assert.deepEqual(run(), run());
});
