import * as wire from "#wire";
import type { EventInput } from "../input.ts";

// The layout of critter 0.1's records, whose recordings must still replay: a header of 56 bytes, without the process's
// creation; exec and exit began with it. An exec had no path of the file that runs, nobody's rights and no ancestors, an
// exit nothing of why.

/** The version of that layout. */
export const FIRST_LAYOUT = 1;

const HEADER_SIZE = 56;
const IDS = 24;
const EXEC_SIZE = 16;
const EXIT_SIZE = 24;
const EXEC_PATH_LENGTH = 8;
const EXEC_CWD_LENGTH = 10;
const EXEC_ARGS_LENGTH = 12;
/** Its flags of an exec, the lowest bit first. */
const EXEC_FLAGS: readonly number[] = [
  wire.EXEC_ARGS_TRUNCATED,
  wire.EXEC_ARGS_UNREADABLE,
  wire.EXEC_REQUESTED_TRUNCATED,
  wire.EXEC_CWD_TRUNCATED,
];

/** Ring bytes are given on in pieces of about this size: with their longer headers they may need more room than before. */
const PIECE_SIZE = 64 << 10;

/**
 * An input of today's layout from one of the first. What is no whole record is kept as it is, so that it is counted as
 * it was then.
 */
export function* fromFirstLayout(input: EventInput): Generator<EventInput> {
  if (input.kind !== "ring") return yield input;
  let parts: Uint8Array[] = [];
  let size = 0;
  for (const frame of frames(input.bytes)) {
    parts.push(frame);
    size += frame.length;
    if (size < PIECE_SIZE) continue;
    yield { kind: "ring", bytes: concatenate(parts) };
    parts = [];
    size = 0;
  }
  if (size > 0) yield { kind: "ring", bytes: concatenate(parts) };
}

function* frames(ring: Uint8Array): Generator<Uint8Array> {
  const view = viewOf(ring);
  for (let at = 0; at < ring.length;) {
    const whole = at + wire.RING_HEADER_SIZE <= ring.length;
    const header = whole ? view.getUint32(at, true) : 0;
    const length = header % wire.RING_DISCARD;
    const start = at + wire.RING_HEADER_SIZE;
    const end = start + align8(length);
    if (!whole || end > ring.length) return yield ring.subarray(at);
    const record = header === length ? converted(ring.subarray(start, start + length)) : undefined;
    yield record === undefined ? ring.subarray(at, end) : framed(record);
    at = end;
  }
}

/** What a record of today has beside the old header. */
interface Converted {
  readonly payload: Uint8Array;
  readonly startNs: bigint;
  readonly flags?: number;
}

/** A record of today's layout; undefined for one that is malformed or of an unknown type. */
function converted(old: Uint8Array): Uint8Array | undefined {
  if (old.length < HEADER_SIZE) return undefined;
  const view = viewOf(old);
  const size = view.getUint32(4, true);
  if (size > old.length - HEADER_SIZE) return undefined;
  const payload = old.subarray(HEADER_SIZE, HEADER_SIZE + size);
  const now = ofType(view, payload);
  if (now === undefined) return undefined;
  const bytes = new Uint8Array(wire.RECORD_SIZE + now.payload.length);
  bytes.set(old.subarray(0, IDS));
  bytes.set(old.subarray(IDS, HEADER_SIZE), wire.RECORD_PID);
  bytes.set(now.payload, wire.RECORD_SIZE);
  const header = viewOf(bytes);
  if (now.flags !== undefined) header.setUint16(wire.RECORD_FLAGS, now.flags, true);
  header.setUint32(wire.RECORD_PAYLOAD_LENGTH, now.payload.length, true);
  header.setBigUint64(wire.RECORD_START_TIME_NS, now.startNs, true);
  return bytes;
}

function ofType(view: DataView, payload: Uint8Array): Converted | undefined {
  switch (view.getUint16(0, true)) {
    case wire.PROCESS_EXEC:
      return exec(view.getUint16(2, true), payload);
    case wire.PROCESS_EXIT:
      return exit(payload);
    case wire.CGROUP_MKDIR:
    case wire.CGROUP_RMDIR:
      // When its process was created was not recorded: the event's own time is the latest it can be.
      return { payload, startNs: view.getBigUint64(8, true) };
    default:
      return undefined;
  }
}

function exit(old: Uint8Array): Converted | undefined {
  if (old.length < EXIT_SIZE) return undefined;
  const payload = new Uint8Array(wire.EXIT_SIZE);
  payload.set(old.subarray(8, EXIT_SIZE));
  const view = viewOf(payload);
  // Who sent a signal was not recorded.
  const killed = view.getUint32(wire.EXIT_SIGNAL, true) !== 0;
  const cause = killed ? wire.EXIT_CAUSE_UNKNOWN : wire.EXIT_CAUSE_EXITED;
  view.setUint16(wire.EXIT_CAUSE, cause, true);
  return { payload, startNs: viewOf(old).getBigUint64(0, true) };
}

function exec(oldFlags: number, old: Uint8Array): Converted | undefined {
  if (old.length < EXEC_SIZE) return undefined;
  const view = viewOf(old);
  const path = view.getUint16(EXEC_PATH_LENGTH, true);
  const cwd = view.getUint16(EXEC_CWD_LENGTH, true);
  const args = view.getUint32(EXEC_ARGS_LENGTH, true);
  if (path + cwd + args > old.length - EXEC_SIZE || args > wire.ARGS_MAX) return undefined;
  const payload = new Uint8Array(wire.EXEC_SIZE + path + cwd + args);
  const lengths = viewOf(payload);
  lengths.setUint16(wire.EXEC_REQUESTED_LENGTH, path, true);
  lengths.setUint16(wire.EXEC_CWD_LENGTH, cwd, true);
  lengths.setUint16(wire.EXEC_ARGS_LENGTH, args, true);
  payload.set(old.subarray(EXEC_SIZE, EXEC_SIZE + path + cwd + args), wire.EXEC_SIZE);
  const flags = EXEC_FLAGS.reduce(
    (sum, flag, bit) => (oldFlags >> bit & 1) ? sum | flag : sum,
    wire.EXEC_UNRECORDED,
  );
  return { payload, startNs: view.getBigUint64(0, true), flags };
}

function framed(record: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(wire.RING_HEADER_SIZE + align8(record.length));
  viewOf(bytes).setUint32(0, record.length, true);
  bytes.set(record, wire.RING_HEADER_SIZE);
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function align8(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
