import type { EventInput, LossKind } from "../input.ts";

// A recording is MAGIC, then blocks. A block is three little-endian u32 (compressed length, raw length, CRC-32 of the
// compressed bytes) and that many bytes of raw DEFLATE (RFC 1951). The first block holds the header as JSON, every
// later one whole entries: u8 kind, u32 payload length, payload. Integers in payloads are little-endian u64 or i64.

/** The first eight bytes; the last one is the version of the format. */
export const MAGIC: Uint8Array = new TextEncoder().encode("CRITREC\x01");

/** Bytes before a block's compressed data. */
export const BLOCK_HEADER_SIZE = 12;

/** The largest raw block that is ever written or read, in bytes: a damaged length must not exhaust memory. */
export const MAX_BLOCK_SIZE = 4 << 20;

/** What the inputs alone do not say. */
export interface RecordingHeader {
  /** Version of the critter that recorded. */
  readonly critter: string;
  /** Version of the ring records' layout (`WIRE_VERSION`). */
  readonly wire: number;
  /** When the recording began, RFC 3339. */
  readonly created: string;
  /** The hold limit in force, in nanoseconds. */
  readonly holdLimitNs: string;
}

const ENTRY_HEADER_SIZE = 5;

const KINDS = {
  ring: 1,
  clock: 2,
  expire: 3,
  hold: 4,
  container: 5,
  host: 6,
  forget: 7,
  lossRing: 8,
  lossSink: 9,
  release: 10,
  boot: 11,
} as const;

const LOSS_ENTRY: Readonly<Record<LossKind, number>> = {
  ring: KINDS.lossRing,
  sink: KINDS.lossSink,
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One input as one entry. */
export function encodeEntry(input: EventInput): Uint8Array<ArrayBuffer> {
  switch (input.kind) {
    case "ring":
      return entry(KINDS.ring, [], input.bytes);
    case "clock":
      return entry(KINDS.clock, [input.offsetNs, input.fromNs]);
    case "boot":
      return entry(KINDS.boot, [input.salt]);
    case "expire":
      return entry(KINDS.expire, [input.nowNs]);
    case "loss":
      return entry(LOSS_ENTRY[input.loss], [input.nowNs, input.count]);
    case "release":
      return entry(KINDS.release, []);
    case "label": {
      const { update } = input;
      if (update.kind === "forget") return entry(KINDS.forget, [update.cgroup]);
      const final = update.kind === "final" && update.host ? KINDS.host : KINDS.container;
      const kind = update.kind === "hold" ? KINDS.hold : final;
      return entry(kind, [update.cgroup], encoder.encode(update.fragment));
    }
  }
}

function entry(
  kind: number,
  integers: readonly bigint[],
  rest?: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const length = integers.length * 8 + (rest?.length ?? 0);
  const bytes = new Uint8Array(ENTRY_HEADER_SIZE + length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, length, true);
  integers.forEach((integer, index) =>
    view.setBigInt64(ENTRY_HEADER_SIZE + index * 8, BigInt.asIntN(64, integer), true)
  );
  if (rest !== undefined) bytes.set(rest, ENTRY_HEADER_SIZE + integers.length * 8);
  return bytes;
}

/** The entries of one raw block. Ring inputs are views into it. Throws a RangeError on anything malformed. */
export function* decodeEntries(block: Uint8Array): Generator<EventInput> {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  let offset = 0;
  while (offset < block.length) {
    if (offset + ENTRY_HEADER_SIZE > block.length) throw malformed("an entry's header is cut");
    const kind = view.getUint8(offset);
    const length = view.getUint32(offset + 1, true);
    const start = offset + ENTRY_HEADER_SIZE;
    offset = start + length;
    if (offset > block.length) throw malformed(`an entry of ${length} bytes is cut`);
    yield decodeEntry(kind, block.subarray(start, offset));
  }
}

function decodeEntry(kind: number, payload: Uint8Array): EventInput {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const unsigned = (index: number): bigint => view.getBigUint64(index * 8, true);
  const text = (): string => decoder.decode(payload.subarray(8));
  switch (kind) {
    case KINDS.ring:
      return { kind: "ring", bytes: payload };
    case KINDS.clock:
      return {
        kind: "clock",
        fromNs: payload.length > 8 ? unsigned(1) : 0n,
        offsetNs: view.getBigInt64(0, true),
      };
    case KINDS.boot:
      return { kind: "boot", salt: unsigned(0) };
    case KINDS.expire:
      return { kind: "expire", nowNs: unsigned(0) };
    case KINDS.lossRing:
      return { kind: "loss", loss: "ring", nowNs: unsigned(0), count: unsigned(1) };
    case KINDS.lossSink:
      return { kind: "loss", loss: "sink", nowNs: unsigned(0), count: unsigned(1) };
    case KINDS.release:
      return { kind: "release" };
    case KINDS.hold:
      return { kind: "label", update: { kind: "hold", cgroup: unsigned(0), fragment: text() } };
    case KINDS.container:
    case KINDS.host: {
      const host = kind === KINDS.host;
      const update = { kind: "final", cgroup: unsigned(0), fragment: text(), host } as const;
      return { kind: "label", update };
    }
    case KINDS.forget:
      return { kind: "label", update: { kind: "forget", cgroup: unsigned(0) } };
    default:
      throw malformed(`entry kind ${kind} is unknown`);
  }
}

function malformed(what: string): RangeError {
  return new RangeError(`Cannot read the recording further as ${what}`);
}
