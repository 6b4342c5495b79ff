import assert from "assert";
import { PROCESS_EXEC } from "#wire";
import * as layout from "../../wasm/layout.ts";
import { HotPath } from "./hot_path.ts";
import { drain, drive, linesOf } from "#tests/hotpath/drive.ts";
import { concatenate, execRecord, ringBytes } from "#tests/hotpath/record_builder.ts";

const RESOLVED = ',"label_state":"resolved"}\n';

function create(): HotPath {
  return HotPath.create({
    holdLimitNs: 1_000_000n,
    types: 1 << PROCESS_EXEC,
    includeHost: true,
  });
}

/** A fragment of an exact length that names its cgroup. */
function fragmentOf(cgroup: bigint, length: number): string {
  const head = `,"cgroup":{"id":"${cgroup}"},"pad":"`;
  const tail = `"${RESOLVED}`;
  return head + "x".repeat(length - head.length - tail.length) + tail;
}

/** The line's own cgroup id must be that of its record, which is also its pid. */
function assertLabels(hot: HotPath, cgroups: readonly bigint[]): void {
  for (let at = 0; at < cgroups.length; at += 500) {
    const ids = cgroups.slice(at, at + 500);
    const records = ids.map((cgroup) => execRecord({ cgroup, pid: Number(cgroup & 0xffffn) }));
    const lines = linesOf(drive(hot, ringBytes(records)).bytes);
    assert.equal(lines.length, ids.length);
    lines.forEach((line, index) => {
      assert.ok(line.includes(`"cgroup":{"id":"${ids[index]}"}`), line.slice(0, 400));
    });
  }
}

Deno.test("HotPath keeps 16,384 cgroups apart through collisions, growth and deletion", () => {
  const hot = create();
  // Multiples of a power of two are what a multiplicative hash likes least.
  const idOf = (n: number) => n % 2 === 0 ? BigInt(n) : BigInt(n) << 40n;
  const ids = Array.from({ length: 16_384 }, (_, n) => idOf(n));
  for (const id of ids) {
    hot.apply({ kind: "final", cgroup: id, host: false, fragment: fragmentOf(id, 600) });
  }
  assertLabels(hot, ids);
  for (const id of ids.filter((_, n) => n % 3 === 0)) hot.apply({ kind: "forget", cgroup: id });
  const kept = ids.filter((_, n) => n % 3 !== 0);
  assert.equal(hot.counters().cgroups, BigInt(kept.length));
  assertLabels(hot, kept);
  const { notices } = drive(
    hot,
    ringBytes(ids.slice(0, 9).map((cgroup) => execRecord({ cgroup }))),
  );
  assert.deepEqual(notices.map((notice) => notice.cgroup), [ids[0], ids[3], ids[6]]);
});

Deno.test("HotPath reuses the memory of fragments that were replaced or forgotten", () => {
  const hot = create();
  for (let round = 0n; round < 40n; round++) {
    for (let n = 0n; n < 1_000n; n++) {
      const cgroup = round * 500n + n;
      const length = 600 + Number((n * 37n + round * 101n) % 1_500n);
      hot.apply({ kind: "final", cgroup, host: false, fragment: fragmentOf(cgroup, length) });
    }
    for (let n = 0n; n < 500n; n++) hot.apply({ kind: "forget", cgroup: round * 500n + n });
  }
  assert.equal(hot.counters().label_overflow, 0n);
  assertLabels(hot, Array.from({ length: 500 }, (_, n) => 20_000n + BigInt(n)));
});

Deno.test("HotPath touches memory for the containers there are, not for all that ever were", () => {
  const hot = create();
  const alive = 200n;
  for (let cgroup = 1n; cgroup <= 30_000n; cgroup++) {
    hot.apply({ kind: "final", cgroup, host: false, fragment: fragmentOf(cgroup, 700) });
    if (cgroup > alive) hot.apply({ kind: "forget", cgroup: cgroup - alive });
  }
  assertLabels(hot, Array.from({ length: Number(alive) }, (_, n) => 29_801n + BigInt(n)));
  const { FRAGMENTS, FRAGMENTS_SIZE } = layout;
  const untouched = new Uint8Array(hot.input().buffer, FRAGMENTS, FRAGMENTS_SIZE).subarray(2 << 20);
  assert.equal(untouched.findIndex((byte) => byte !== 0), -1);
});

Deno.test("HotPath writes events as unresolved, with the reason, when fragments find no room", () => {
  const hot = create();
  const fragment = fragmentOf(1n, 60_000);
  for (let cgroup = 0n; cgroup < 500n; cgroup++) {
    hot.apply({ kind: "final", cgroup, host: false, fragment });
  }
  assert.ok(hot.counters().label_overflow > 0n);
  hot.apply({ kind: "final", cgroup: 900n, host: false, fragment: "x".repeat(70_000) });
  const lines = linesOf(
    drive(hot, ringBytes([execRecord({ cgroup: 499n }), execRecord({ cgroup: 900n })])).bytes,
  );
  for (const line of lines) {
    assert.match(line, /"label_state":"unresolved","label_reason":"the memory for labels is full"/);
  }
  assert.equal(hot.counters().lines_unresolved, 2n);
  for (let cgroup = 0n; cgroup < 250n; cgroup++) hot.apply({ kind: "forget", cgroup });
  const before = hot.counters().label_overflow;
  hot.apply({ kind: "final", cgroup: 499n, host: false, fragment: fragmentOf(499n, 60_000) });
  assert.equal(hot.counters().label_overflow, before);
  assertLabels(hot, [499n]);
});

Deno.test("HotPath writes events as unresolved when the label table is full", () => {
  const hot = create();
  for (let cgroup = 0n; cgroup < 32_768n; cgroup++) {
    hot.apply({ kind: "final", cgroup, host: false, fragment: RESOLVED });
  }
  const { bytes, notices } = drive(hot, ringBytes([execRecord({ cgroup: 99_999n })]));
  assert.match(linesOf(bytes)[0] ?? "", /"id":"99999"\},.*"the label table is full"/);
  assert.deepEqual(notices, []);
  assert.equal(hot.counters().label_overflow, 1n);
});

Deno.test("HotPath releases the oldest holds early when their memory is full, and loses nothing", () => {
  const hot = create();
  const parts: Uint8Array[] = [];
  const args = ["x".repeat(4_000)];
  const count = 6_000;
  for (let pid = 0; pid < count; pid += 50) {
    const records = Array.from(
      { length: 50 },
      (_, n) =>
        execRecord({
          cgroup: BigInt((pid + n) % 100),
          pid: pid + n,
          timeNs: BigInt(pid + n),
          args,
        }),
    );
    parts.push(drive(hot, ringBytes(records)).bytes);
  }
  const { hold_overflow, held_events, held_bytes } = hot.counters();
  assert.ok(hold_overflow > 0n);
  assert.ok(held_bytes > 15_000_000n && held_bytes <= 16_777_216n);
  hot.releaseAll();
  const early = linesOf(concatenate(parts)).length;
  parts.push(drain(hot));
  const lines = linesOf(concatenate(parts)).map((line) => JSON.parse(line));
  assert.equal(lines.length, count);
  assert.equal(lines.length - early, Number(held_events));
  const byCgroup = new Map<string, number[]>();
  for (const line of lines) {
    byCgroup.set(line.cgroup.id, [...byCgroup.get(line.cgroup.id) ?? [], line.process.pid]);
  }
  for (const pids of byCgroup.values()) assert.deepEqual(pids, pids.toSorted((a, b) => a - b));
});

Deno.test("HotPath holds one event for each of very many cgroups", () => {
  const hot = create();
  const parts: Uint8Array[] = [];
  for (let id = 0; id < 40_000; id += 1_000) {
    const ids = Array.from({ length: 1_000 }, (_, n) => BigInt(id + n));
    parts.push(drive(hot, ringBytes(ids.map((cgroup) => execRecord({ cgroup })))).bytes);
  }
  hot.releaseAll();
  parts.push(drain(hot));
  const lines = linesOf(concatenate(parts));
  assert.equal(lines.length, 40_000);
  assert.equal(new Set(lines.map((line) => JSON.parse(line).cgroup.id)).size, 40_000);
});
