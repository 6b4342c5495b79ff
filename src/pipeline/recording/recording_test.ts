import assert from "assert";
import fc from "fast-check";
import type { EventInput } from "../input.ts";
import { Recorder } from "./recorder.ts";
import { decodeEntries, type RecordingHeader } from "./recording_format.ts";
import { RecordingReader } from "./recording_reader.ts";

const HEADER: RecordingHeader = {
  critter: "0.0.0",
  wire: 1,
  created: "2026-01-01T00:00:00.000Z",
  holdLimitNs: "2000000000",
};

const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const i64 = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
const fragment = fc.string({ unit: "grapheme" });

const anyInput: fc.Arbitrary<EventInput> = fc.oneof(
  fc.record({ kind: fc.constant("ring" as const), bytes: fc.uint8Array({ maxLength: 4096 }) }),
  fc.record({ kind: fc.constant("clock" as const), fromNs: u64, offsetNs: i64 }),
  fc.record({ kind: fc.constant("boot" as const), salt: u64 }),
  fc.record({ kind: fc.constant("expire" as const), nowNs: u64 }),
  fc.record({
    kind: fc.constant("loss" as const),
    loss: fc.constantFrom("ring" as const, "sink" as const),
    count: u64,
    nowNs: u64,
  }),
  fc.record({ kind: fc.constant("release" as const) }),
  fc.record({
    kind: fc.constant("label" as const),
    update: fc.oneof(
      fc.record({ kind: fc.constant("hold" as const), cgroup: u64, fragment }),
      fc.record({
        kind: fc.constant("final" as const),
        cgroup: u64,
        fragment,
        host: fc.boolean(),
      }),
      fc.record({ kind: fc.constant("forget" as const), cgroup: u64 }),
    ),
  }),
);

function recorded(inputs: readonly EventInput[], flushEvery = Infinity): Uint8Array {
  const path = Deno.makeTempFileSync({ prefix: "critter-recording-" });
  try {
    {
      using recorder = new Recorder(path, HEADER, true);
      inputs.forEach((input, index) => {
        recorder.write(input);
        if (index % flushEvery === flushEvery - 1) recorder.flush();
      });
    }
    return Deno.readFileSync(path);
  } finally {
    Deno.removeSync(path);
  }
}

function read(bytes: Uint8Array): { inputs: EventInput[]; damage: string | undefined } {
  let offset = 0;
  const reader = new RecordingReader({
    read(into) {
      // Short reads are what a pipe gives.
      const part = bytes.subarray(offset, offset + Math.min(into.length, 1000));
      into.set(part);
      offset += part.length;
      return part.length;
    },
  });
  assert.deepEqual(reader.header, HEADER);
  const inputs = [...reader.inputs()].map((input) =>
    input.kind === "ring" ? { ...input, bytes: new Uint8Array(input.bytes) } : input
  );
  return { inputs, damage: reader.damage };
}

Deno.test("RecordingReader reads back every input that Recorder wrote", () => {
  fc.assert(
    fc.property(fc.array(anyInput), fc.integer({ min: 1, max: 5 }), (inputs, flushEvery) => {
      const { inputs: got, damage } = read(recorded(inputs, flushEvery));
      assert.deepEqual(got.map(plain), inputs.map(plain));
      assert.equal(damage, undefined);
    }),
    { numRuns: 50 },
  );
});

Deno.test("decodeEntries() takes a clock entry of critter 0.1 as one that holds from the beginning", () => {
  const entry = Uint8Array.from([2, 8, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  assert.deepEqual([...decodeEntries(entry)], [{ kind: "clock", fromNs: 0n, offsetNs: -2n }]);
});

/** fast-check's records and views of a buffer differ from literals in what deepEqual compares beside the values. */
function plain(input: EventInput): unknown {
  return JSON.parse(
    JSON.stringify(
      input,
      (_, value) =>
        typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? [...value] : value,
    ),
  );
}

Deno.test("RecordingReader reads a cut recording up to its last whole block and says that it is cut", () => {
  const inputs = Array.from(
    { length: 20 },
    (_, index) => ({ kind: "expire", nowNs: BigInt(index) }) as const,
  );
  const whole = recorded(inputs, 5);
  for (let length = whole.length - 1; length > whole.length - 12; length--) {
    const { inputs: got, damage } = read(whole.subarray(0, length));
    assert.equal(got.length, 15);
    assert.equal(damage, "its last block is cut");
  }
});

Deno.test("RecordingReader stops at a block whose checksum does not match", () => {
  const whole = recorded([{ kind: "expire", nowNs: 1n }]);
  whole[whole.length - 1] = (whole.at(-1) ?? 0) ^ 1;
  assert.equal(read(whole).damage, "a block's checksum does not match");
});

Deno.test("RecordingReader refuses what is no recording, and other versions", () => {
  const reader = (bytes: Uint8Array): RecordingReader => {
    let offset = 0;
    return new RecordingReader({
      read(into) {
        const part = bytes.subarray(offset, offset + into.length);
        into.set(part);
        offset += part.length;
        return part.length;
      },
    });
  };
  assert.throws(() => reader(new Uint8Array(0)), /not a recording made by critter record/);
  assert.throws(() => reader(new TextEncoder().encode("#!/bin/sh\n")), /not a recording/);
  const newer = recorded([]);
  newer[7] = 2;
  assert.throws(() => reader(newer), /version 2 and this critter reads 1/);
});

Deno.test("Recorder says which file takes no more", () => {
  assert.throws(() => new Recorder("/dev/full", HEADER, true), {
    message:
      "Cannot go on recording to /dev/full: No space left on device; what was recorded before can be replayed",
  });
});

Deno.test("Recorder makes files for their owner's eyes only", () => {
  const dir = Deno.makeTempDirSync({ prefix: "critter-recording-" });
  try {
    new Recorder(`${dir}/r`, HEADER)[Symbol.dispose]();
    assert.equal((Deno.statSync(`${dir}/r`).mode ?? 0) & 0o777, 0o600);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});
