/** Reads what Docker and Podman send as a container's log. */
import { RuntimeError } from "../runtime_error.ts";

/** A stretch of a container's output: a line, or a part of one. */
export interface EngineLogEntry {
  readonly stream: "stdout" | "stderr";
  /** As the engine wrote it: Podman leaves out the fraction of the second; empty where it was not asked for, or is not the start of a line. */
  readonly time: string;
  /** As the container wrote it, with the line's end where it is one. */
  readonly text: Uint8Array;
}

/** How a log is sent. */
export interface EngineLogShape {
  /** Without a terminal there are two streams, each message with a header; a container's terminal gives bare bytes. */
  readonly framed: boolean;
  /** Each message begins with its time. */
  readonly timestamps: boolean;
}

/** Engines cut lines at 16 KiB; more than this is no message of theirs. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Docker writes longer lines in parts of just this length, each with its time. */
const DOCKER_PART_BYTES = 16 * 1024;
const HEADER_BYTES = 8;
const NEWLINE = 0x0a;
const SPACE = 0x20;
/** A time is at most so long: `2026-11-23T01:00:00.000000001+01:00`. */
const MAX_TIME_BYTES = 35;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
/** What the daemon itself has to say in the middle of a log. */
const SYSTEM_ERROR = 3;

/**
 * Splits a log into its messages, or bare bytes into pieces of lines.
 *
 * @throws RuntimeError of kind "protocol" for anything else, "failed" where the engine says that it can't go on.
 */
export function engineLog(
  chunks: AsyncIterable<Uint8Array>,
  endpoint: string,
  { framed, timestamps }: EngineLogShape,
): AsyncGenerator<EngineLogEntry> {
  if (framed) return framedLog(chunks, endpoint, timestamps);
  return timestamps ? timedBareLog(chunks, endpoint) : bareLog(chunks);
}

async function* framedLog(
  chunks: AsyncIterable<Uint8Array>,
  endpoint: string,
  timestamps: boolean,
): AsyncGenerator<EngineLogEntry> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    rest = joined(rest, chunk);
    for (;;) {
      const length = messageLength(rest, endpoint);
      if (length === undefined || rest.length < HEADER_BYTES + length) break;
      const message = rest.subarray(HEADER_BYTES, HEADER_BYTES + length);
      if (rest[0] === SYSTEM_ERROR) {
        throw new RuntimeError("failed", endpoint, new TextDecoder().decode(message).trim());
      }
      const stream = rest[0] === 2 ? "stderr" : "stdout";
      rest = rest.subarray(HEADER_BYTES + length);
      const time = timestamps ? timeAt(message) : "";
      if (time === undefined) throw noLog(endpoint);
      yield { stream, time, text: time === "" ? message : message.subarray(time.length + 1) };
    }
  }
  if (rest.length > 0) {
    throw new RuntimeError("protocol", endpoint, "its log ended in the middle of a message");
  }
}

/** The length of the message that begins here; undefined where its header is not whole. */
function messageLength(bytes: Uint8Array, endpoint: string): number | undefined {
  const [stream = 0, ...zeros] = bytes.subarray(0, 4);
  if (stream > SYSTEM_ERROR || zeros.some((byte) => byte !== 0)) throw noLog(endpoint);
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4);
  if (length > MAX_MESSAGE_BYTES) throw noLog(endpoint);
  return length;
}

async function* bareLog(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<EngineLogEntry> {
  for await (const text of chunks) yield { stream: "stdout", time: "", text };
}

/**
 * Bare lines that begin with their time. Docker's parts of a long line do too, after a known number of bytes; Podman's
 * may be of any length, and their times can't be told from what the container wrote.
 */
async function* timedBareLog(
  chunks: AsyncIterable<Uint8Array>,
  endpoint: string,
): AsyncGenerator<EngineLogEntry> {
  let rest: Uint8Array = new Uint8Array();
  let isFirst = true;
  /** Bytes of the present part; undefined before the time at a line's start. */
  let partBytes: number | undefined;
  const take = function* (isEnd: boolean): Generator<EngineLogEntry> {
    while (rest.length > 0) {
      let time = "";
      if (partBytes === undefined || partBytes === DOCKER_PART_BYTES) {
        if (!isEnd && mayBeTime(rest)) return;
        const found = timeAt(rest);
        if (found === undefined && isFirst) throw noLog(endpoint);
        if (found !== undefined) rest = rest.subarray(found.length + 1);
        if (partBytes === undefined) time = found ?? "";
        isFirst = false;
        partBytes = 0;
      }
      const end = rest.indexOf(NEWLINE) + 1;
      const part = rest.subarray(0, DOCKER_PART_BYTES - partBytes);
      const text = end > 0 && end <= part.length ? part.subarray(0, end) : part;
      rest = rest.subarray(text.length);
      partBytes = text.at(-1) === NEWLINE ? undefined : partBytes + text.length;
      yield { stream: "stdout", time, text };
    }
  };
  for await (const chunk of chunks) {
    rest = joined(rest, chunk);
    yield* take(false);
  }
  yield* take(true);
}

/** Whether more bytes are needed to know if a time stands here. */
function mayBeTime(bytes: Uint8Array): boolean {
  return bytes.length <= MAX_TIME_BYTES && /^\d[\d:.TZ+-]*$/.test(new TextDecoder().decode(bytes));
}

/** The time that a message begins with, before a space. */
function timeAt(message: Uint8Array): string | undefined {
  const space = message.subarray(0, MAX_TIME_BYTES + 1).indexOf(SPACE);
  if (space < 0) return undefined;
  const head = new TextDecoder().decode(message.subarray(0, space));
  return TIME.test(head) ? head : undefined;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function noLog(endpoint: string): RuntimeError {
  return new RuntimeError("protocol", endpoint, "what it sent as a log is none");
}
