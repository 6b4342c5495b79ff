import * as fc from "fast-check";
import * as wire from "#wire";
import {
  concatenate,
  execRecord,
  exitRecord,
  framed,
  mkdirRecord,
  record,
  rmdirRecord,
} from "./record_builder.ts";

const u32 = fc.nat({ max: 0xffff_ffff });
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });

/** Bytes such as processes put into names: plain text, JSON's own, controls, UTF-8 whole and broken. */
export function hostileBytes(maxLength: number): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 40 }).map(encode) },
    { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 12 }).map(encode) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 24 }) },
    { weight: 2, arbitrary: fc.constantFrom(...SEEDS) },
    { weight: 1, arbitrary: fc.nat({ max: 300 }).map((n) => new Uint8Array(n).fill(0x61)) },
  );
  return fc.array(piece, { maxLength: 6 }).map((parts) =>
    concatenate(parts).subarray(0, maxLength)
  );
}

/** What decoders get wrong. */
const SEEDS = [
  [0x22],
  [0x5c, 0x5c],
  [0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1b],
  [0x7f],
  [0xc2, 0x80],
  [0xc2, 0x9f],
  [0xc2, 0xa0],
  [0xc0, 0xaf],
  [0xe0, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb, 0xbf],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80],
  [0xff, 0xfe],
  [0xe2, 0x80, 0xa8],
  [0x80],
  [0],
].map((bytes) => Uint8Array.from(bytes));

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const common = {
  cgroup: fc.oneof(fc.bigInt({ min: 0n, max: 5n }), u64),
  startTimeNs: fc.oneof(fc.bigInt({ min: 0n, max: 10_000_000_000n }), u64),
  timeNs: fc.oneof(fc.bigInt({ min: 0n, max: 10_000_000_000n }), u64),
  pid: u32,
  tid: u32,
  parentPid: u32,
  uid: u32,
  command: fc.uint8Array({ maxLength: 16 }),
  // Most events have none.
  flags: fc.oneof(fc.constant(0), fc.nat({ max: 0xffff })),
};

/** Well-formed records of every type. */
export function anyRecord(): fc.Arbitrary<Uint8Array> {
  const strings = hostileBytes(wire.PATH_MAX);
  const path = fc.array(hostileBytes(60), { maxLength: 4 }).map((parts) =>
    concatenate(parts.flatMap((part) => [encode("/"), part])).subarray(0, wire.PATH_MAX)
  );
  const cgroup = { ...common, hierarchy: fc.constantFrom(0, 0, 0, 5), path: strings };
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        ...common,
        requested: strings,
        executable: fc.oneof(strings, path),
        cwd: strings,
        args: strings,
      })
        .map(execRecord),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...common,
        durationNs: u64,
        code: u32,
        signal: fc.constantFrom(0, 9, 11, 0xffff_ffff),
      }).map(exitRecord),
    },
    { weight: 1, arbitrary: fc.record(cgroup).map(mkdirRecord) },
    { weight: 1, arbitrary: fc.record(cgroup).map(rmdirRecord) },
  );
}

/** Framed records, some of them discarded, busy, of unknown types, damaged or cut. */
export function anyFrame(): fc.Arbitrary<Uint8Array> {
  const damaged = fc.tuple(anyRecord(), fc.nat({ max: 80 }), fc.nat({ max: 255 })).map(
    ([bytes, at, value]) => framed(bytes.with(at % bytes.length, value)),
  );
  return fc.oneof(
    { weight: 20, arbitrary: anyRecord().map((bytes) => framed(bytes)) },
    { weight: 1, arbitrary: anyRecord().map((bytes) => framed(bytes, { discard: true })) },
    { weight: 1, arbitrary: anyRecord().map((bytes) => framed(bytes, { busy: true })) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat({ max: 0xffff }), fc.uint8Array()).map(([type, payload]) =>
        framed(record(type, {}, payload))
      ),
    },
    { weight: 3, arbitrary: damaged },
    {
      weight: 1,
      arbitrary: fc.tuple(anyRecord(), u32).map(([bytes, cut]) =>
        framed(bytes.subarray(0, cut % bytes.length))
      ),
    },
  );
}

/** Ring bytes: frames, perhaps with a wrong length in one, perhaps cut at the end. */
export function anyRing(): fc.Arbitrary<Uint8Array> {
  return fc.tuple(
    fc.array(anyFrame(), { maxLength: 12 }),
    fc.option(fc.tuple(fc.nat(), fc.oneof(u32, fc.nat({ max: 200 }))), { freq: 6 }),
    fc.option(fc.nat(), { freq: 6 }),
  ).map(([frames, wrong, cut]) => {
    const ring = concatenate(frames);
    if (wrong !== null && ring.length >= 8) {
      const at = Math.floor(wrong[0] % ring.length / 8) * 8;
      new DataView(ring.buffer).setUint32(Math.min(at, ring.length - 8), wrong[1], true);
    }
    return cut === null || ring.length === 0 ? ring : ring.subarray(0, cut % ring.length);
  });
}
