import assert from "assert";
import { PROCESS_EXEC, PROCESS_EXIT } from "#wire";
import { HOT_SCALAR_WASM } from "./gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "./gen/hot_wasm.ts";
import { HotPath } from "./hot_path.ts";
import { drain, drive, linesOf } from "#tests/hotpath/drive.ts";
import { PlainHotPath } from "#tests/hotpath/plain_hot_path.ts";
import { execRecord, exitRecord, ringBytes } from "#tests/hotpath/record_builder.ts";

const SECOND_NS = 1_000_000_000n;
const HOUR_NS = 3_600n * SECOND_NS;
const OFFSET_NS = 1_790_000_000_123_456_789n;
const OPTIONS = {
  holdLimitNs: 10n * SECOND_NS,
  types: 1 << PROCESS_EXEC | 1 << PROCESS_EXIT,
  includeHost: true,
};
const FINAL = {
  kind: "final",
  cgroup: 1n,
  host: false,
  fragment: ',"label_state":"resolved"}\n',
} as const;

interface Times {
  readonly time: string;
  readonly process: { readonly creation: { readonly time: string } };
}

function times(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const { time, process }: Times = JSON.parse(line);
    return `${time} ${process.creation.time}`;
  });
}

for (const [build, wasm] of Object.entries({ simd: HOT_WASM, scalar: HOT_SCALAR_WASM })) {
  Deno.test(`HotPath (${build}) gives a process one time of creation across steps of the wall clock`, () => {
    const hot = HotPath.create(OPTIONS, wasm);
    hot.apply(FINAL);
    hot.stepClock(0n, OFFSET_NS);
    const startTimeNs = 5n * SECOND_NS;
    const created = (record: Uint8Array): string =>
      JSON.parse(linesOf(drive(hot, ringBytes([record])).bytes)[0] ?? "").process.creation.time;
    const exec = created(execRecord({ startTimeNs, timeNs: startTimeNs + 1n }));
    hot.stepClock(6n * SECOND_NS, OFFSET_NS - HOUR_NS);
    assert.equal(created(exitRecord({ startTimeNs, timeNs: 7n * SECOND_NS })), exec);
    hot.stepClock(8n * SECOND_NS, OFFSET_NS + HOUR_NS);
    assert.equal(created(exitRecord({ startTimeNs, timeNs: 9n * SECOND_NS })), exec);
    assert.notEqual(
      created(exitRecord({ startTimeNs: 6n * SECOND_NS, timeNs: 9n * SECOND_NS })),
      exec,
    );
  });

  Deno.test(`HotPath (${build}) tells an event that waited over a step by the clock of its time`, () => {
    const hot = HotPath.create(OPTIONS, wasm);
    hot.stepClock(0n, OFFSET_NS);
    const record = execRecord({ startTimeNs: SECOND_NS, timeNs: 2n * SECOND_NS });
    assert.deepEqual(linesOf(drive(hot, ringBytes([record])).bytes), []);
    hot.stepClock(3n * SECOND_NS, 0n);
    hot.apply(FINAL);
    const { time } = JSON.parse(linesOf(drain(hot))[0] ?? "");
    assert.equal(time, "2026-09-21T14:13:22.123456789Z");
  });

  Deno.test(`HotPath (${build}) agrees with the plain decoder around many steps, more than are kept`, () => {
    const hot = HotPath.create(OPTIONS, wasm);
    const plain = new PlainHotPath(OPTIONS);
    hot.apply(FINAL);
    plain.apply(FINAL);
    for (let step = 0n; step < 70n; step++) {
      // Steps of odd length, within seconds, the last of them still to come; some take another's place.
      const from = step * 700_000_001n - (step % 10n === 9n ? SECOND_NS : 0n);
      const offset = OFFSET_NS + (step % 3n - 1n) * (HOUR_NS + step);
      hot.stepClock(from, offset);
      plain.stepClock(from, offset);
      const around = [0n, from - SECOND_NS, from - 1n, from, from + 1n, from + 999_999_999n]
        .filter((ns) => ns >= 0n);
      const ring = ringBytes(
        around.flatMap((timeNs) =>
          around.map((startTimeNs) => execRecord({ timeNs, startTimeNs }))
        ),
      );
      const before = plain.output.length;
      plain.consume(ring);
      const lines = linesOf(drive(hot, ring).bytes);
      const expected = plain.output.slice(before).split("\n").slice(0, -1);
      assert.deepEqual(times(lines), times(expected), `after step ${step}`);
      for (const bootNs of around) assert.equal(hot.wallClock(bootNs), plain.wallClock(bootNs));
    }
  });
}
