import assert from "assert";
import { PROCESS_EXEC } from "#wire";
import { HOT_SCALAR_WASM } from "./gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "./gen/hot_wasm.ts";
import { HotPath } from "./hot_path.ts";
import { drive, linesOf } from "#tests/hotpath/drive.ts";
import { plainRecord } from "#tests/hotpath/plain_decoder.ts";
import { plainContext } from "#tests/hotpath/plain_lineage.ts";
import { execRecord, ringBytes } from "#tests/hotpath/record_builder.ts";

const FRAGMENT = ',"label_state":"resolved"}';

function labelled(wasm: string): HotPath {
  const types = 1 << PROCESS_EXEC;
  const hot = HotPath.create({ holdLimitNs: 0n, types, includeHost: true }, wasm);
  hot.apply({ kind: "final", cgroup: 1n, host: false, fragment: `${FRAGMENT}\n` });
  return hot;
}

/** Bytes around which a writer that works in blocks of 16, 32 and 64 can go wrong. */
const PIECES = [
  [0x22],
  [0],
  [0x7f],
  [0x1f],
  [0xc2, 0x85],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xf0, 0x9f, 0x98],
  [0x80, 0x80, 0x80],
];

for (const [build, wasm] of Object.entries({ simd: HOT_WASM, scalar: HOT_SCALAR_WASM })) {
  Deno.test(`HotPath (${build}) escapes the same wherever in a string a byte stands`, () => {
    const hot = labelled(wasm);
    for (const piece of PIECES) {
      const records = Array.from({ length: 135 }, (_, at) => {
        const text = new Uint8Array(136 + at % 3).fill(0x61);
        text.set(piece.slice(0, text.length - at), at);
        const cut = text.subarray(0, at + piece.length);
        const command = text.subarray(at % 17, at % 17 + 16);
        return execRecord({
          requested: text,
          executable: cut,
          cwd: cut,
          args: at % 2 === 0 ? text : cut,
          command,
        });
      });
      const lines = linesOf(drive(hot, ringBytes(records)).bytes);
      assert.deepEqual(
        lines,
        records.map((bytes) => `${plainRecord(bytes)?.line(plainContext())}${FRAGMENT}`),
      );
    }
  });

  Deno.test(`HotPath (${build}) writes numbers of every length`, () => {
    const hot = labelled(wasm);
    const values = Array.from({ length: 10 }, (_, digits) => 10 ** digits)
      .flatMap((power) => [power - 1, power, power + 1])
      .concat(0x3ff_ffff, 0x400_0000, 0xffff_ffff);
    const records = values.flatMap((pid) =>
      values.map((parentPid, n) =>
        execRecord({ pid, tid: n % 3 === 0 ? parentPid : pid, parentPid, uid: parentPid })
      )
    );
    const { bytes } = drive(hot, ringBytes(records.slice(0, 600)));
    const rest = drive(hot, ringBytes(records.slice(600)));
    const lines = [...linesOf(bytes), ...linesOf(rest.bytes)];
    assert.deepEqual(
      lines,
      records.map((bytes) => `${plainRecord(bytes)?.line(plainContext())}${FRAGMENT}`),
    );
  });

  Deno.test(`HotPath (${build}) follows a wall clock that is set within a second`, () => {
    const hot = labelled(wasm);
    const offsets = [0n, 1n, 999_999_999n, 1_000_000_000n, 3_600_000_000_001n, -1n, 5n];
    const times = [1_000_000_000n, 1_999_999_999n, 2_000_000_000n, 1n, 0n];
    for (const offset of offsets) {
      hot.stepClock(0n, offset);
      const records = times.flatMap((timeNs) =>
        times.map((startTimeNs) => execRecord({ timeNs, startTimeNs }))
      );
      const lines = linesOf(drive(hot, ringBytes(records)).bytes);
      const expected = records.map((bytes) =>
        `${plainRecord(bytes)?.line(plainContext(offset))}${FRAGMENT}`
      );
      assert.deepEqual(lines, expected);
    }
  });
}
