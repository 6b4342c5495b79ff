import * as fc from "fast-check";
import * as wire from "#wire";
import { plainRunKey } from "./plain_lineage.ts";
import {
  type AncestorFields,
  concatenate,
  execRecord,
  exitRecord,
  forkRecord,
  framed,
  mkdirRecord,
  oomRecord,
  type PartyFields,
  record,
  rmdirRecord,
  type Run,
  signalRecord,
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

/** Runs of few programs, which meet each other, and of any. */
const run: fc.Arbitrary<Run> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      startTimeNs: fc.bigInt({ min: 1n, max: 2n }),
      pid: fc.integer({ min: 1, max: 2 }),
      run: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      startTimeNs: fc.oneof(fc.bigInt({ min: 0n, max: 10_000_000_000n }), u64),
      pid: u32,
      run: fc.oneof(fc.constant(0), u32),
    }),
  },
);

const ancestor: fc.Arbitrary<AncestorFields> = fc.tuple(run, run, u64, fc.nat({ max: 9 })).map(
  ([own, of, any, choice]) => ({
    ...own,
    program: choice === 0 ? any : plainRunKey(of.startTimeNs, of.pid, of.run),
  }),
);

const ancestors = fc.oneof(
  { weight: 4, arbitrary: fc.array(ancestor, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(ancestor, { maxLength: 16 }) },
);

const cgroupId = fc.oneof(
  { weight: 3, arbitrary: fc.bigInt({ min: 0n, max: 5n }) },
  { weight: 1, arbitrary: u64 },
);

const party: fc.Arbitrary<PartyFields> = fc.record({
  other: ancestor,
  cgroup: cgroupId,
  uid: u32,
  command: fc.uint8Array({ maxLength: 16 }),
}).map(({ other, ...rest }) => ({ ...other, ...rest }));

/** Most have one; `undefined` is left out. */
function perhaps<K extends string>(
  key: K,
): fc.Arbitrary<Partial<Record<K, PartyFields>>> {
  return fc.option(party, { freq: 4, nil: undefined }).map((value) =>
    (value === undefined ? {} : { [key]: value }) as Partial<Record<K, PartyFields>>
  );
}

const common = {
  cgroup: cgroupId,
  who: run,
  origin: fc.oneof(fc.nat({ max: 4 }), u32),
  // Most have none.
  from: fc.option(run, { freq: 3, nil: undefined }),
  timeNs: fc.oneof(fc.bigInt({ min: 0n, max: 10_000_000_000n }), u64),
  ownThread: fc.boolean(),
  tid: u32,
  parentPid: u32,
  uid: u32,
  command: fc.uint8Array({ maxLength: 16 }),
  // Most events have none.
  flags: fc.oneof(fc.constant(0), fc.nat({ max: 0xffff })),
};

const headers = fc.record(common).map(({ who, from, ownThread, tid, ...rest }) => ({
  ...rest,
  ...who,
  tid: ownThread ? who.pid : tid,
  ...from === undefined ? {} : { entry: from },
}));

/** The fields of a record's header and those of its payload, as the builder takes them. */
function withHeader<T>(payload: fc.Arbitrary<T>) {
  return fc.tuple(headers, payload).map(([header, own]) => ({ ...header, ...own }));
}

const strings = hostileBytes(wire.PATH_MAX);
const path = fc.array(hostileBytes(60), { maxLength: 4 }).map((parts) =>
  concatenate(parts.flatMap((part) => [encode("/"), part])).subarray(0, wire.PATH_MAX)
);

const exec = withHeader(fc.record({
  requested: strings,
  executable: fc.oneof(strings, path, fc.constantFrom("/bin/sh", "/bin/a\\", '/bin/"', '/bin/\\"')),
  cwd: strings,
  args: strings,
  ancestors,
  executableOrigin: fc.nat({ max: 6 }),
  vpid: fc.oneof(fc.constant(1), u32),
  gid: u32,
  realUid: u32,
  savedUid: u32,
  realGid: u32,
  savedGid: u32,
  loginUid: u32,
  capabilities: fc.oneof(fc.constant(0n), fc.constant(1n << 63n), u64),
  tty: fc.uint8Array({ maxLength: 16 }),
  sinceCgroupNs: fc.oneof(fc.constant(0n), u64),
}));

const signals = fc.oneof(fc.constantFrom(0, 9, 11, 31, 32, 34, 64, 65, 0xffff_ffff), u32);

const exit = fc.tuple(
  withHeader(fc.record({
    durationNs: u64,
    code: fc.oneof(fc.constantFrom(0, 3, 126, 127), u32),
    signal: fc.oneof(fc.constant(0), signals),
    cause: fc.oneof(fc.constant(0), fc.nat({ max: 9 }), fc.nat({ max: 0xffff })),
    syscall: fc.oneof(fc.nat({ max: 500 }), u32),
    arch: fc.oneof(fc.constantFrom(0xc000_003e, 0xc000_00b7), u32),
    stopAgoNs: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 60_000_000_000n }), u64),
    stopSignal: signals,
    oomScope: fc.oneof(fc.nat({ max: 5 }), u32),
    oomLimitBytes: fc.oneof(u64, fc.nat({ max: 64 }).map((bit) => 5n << BigInt(bit) % 60n)),
  })),
  perhaps("sender"),
).map(([fields, sender]) => ({ ...fields, ...sender }));

const signal = fc.tuple(
  withHeader(fc.record({ number: signals, code: fc.nat({ max: 9 }), result: fc.nat({ max: 6 }) })),
  perhaps("sender"),
).map(([fields, sender]) => ({ ...fields, ...sender }));

const oom = fc.tuple(
  withHeader(fc.record({
    usageBytes: u64,
    limitBytes: fc.oneof(fc.constant(0n), u64),
    anonymousBytes: u64,
    fileBytes: u64,
    sharedBytes: u64,
    pageTableBytes: u64,
    scope: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 0xffff })),
    name: hostileBytes(wire.NAME_MAX),
  })),
  perhaps("trigger"),
).map(([fields, trigger]) => ({ ...fields, ...trigger }));

/** Well-formed records of every type. */
export function anyRecord(): fc.Arbitrary<Uint8Array> {
  const cgroup = withHeader(fc.record({ hierarchy: fc.constantFrom(0, 0, 0, 5), path: strings }));
  return fc.oneof(
    { weight: 10, arbitrary: exec.map((fields) => execRecord(fields)) },
    { weight: 4, arbitrary: exec.map((fields) => execRecord(fields, wire.PROCESS_EXISTING)) },
    { weight: 2, arbitrary: exec.map((fields) => execRecord(fields, wire.CONTAINER_START)) },
    { weight: 4, arbitrary: exit.map((fields) => exitRecord(fields)) },
    { weight: 3, arbitrary: exit.map((fields) => exitRecord(fields, wire.CONTAINER_EXIT)) },
    { weight: 4, arbitrary: withHeader(fc.record({ ancestors })).map(forkRecord) },
    { weight: 3, arbitrary: signal.map(signalRecord) },
    { weight: 3, arbitrary: oom.map(oomRecord) },
    { weight: 1, arbitrary: cgroup.map(mkdirRecord) },
    { weight: 1, arbitrary: cgroup.map(rmdirRecord) },
  );
}

/** Framed records, some of them discarded, busy, of unknown types, damaged or cut. */
export function anyFrame(): fc.Arbitrary<Uint8Array> {
  const damaged = fc.tuple(anyRecord(), fc.nat({ max: 170 }), fc.nat({ max: 255 })).map(
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
