/** Reads what Docker and Podman send as a container's log, each message with its time in front. */
import { RuntimeError } from "../runtime_error.ts";

/** A stretch of a container's output: a line, or a part of one that was too long. */
export interface EngineLogEntry {
  readonly stream: "stdout" | "stderr";
  /** As the engine wrote it: Podman leaves out the fraction of the second; empty for the rest of a long line. */
  readonly time: string;
  /** With the line's end where it is one. */
  readonly text: string;
}

/** Engines cut lines at 16 KiB; more than this is not kept until its end comes. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const HEADER_BYTES = 8;
const NEWLINE = 0x0a;

/**
 * Splits a log into its messages. A container without a terminal has two streams, each message with a header: the
 * stream's number, three zeros and the length; one with a terminal has bare lines, whose first byte is a year's digit.
 *
 * @throws RuntimeError of kind "protocol" for anything else.
 */
export async function* engineLog(
  chunks: AsyncIterable<Uint8Array>,
  endpoint: string,
): AsyncGenerator<EngineLogEntry> {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  let rest: Uint8Array = new Uint8Array();
  let framed: boolean | undefined;
  let isFirst = true;
  const read = ({ stream, message }: Pick<Taken, "stream" | "message">) => {
    const entry = entryOf(stream, message, decoders[stream]);
    // A part of a long bare line has no time of its own.
    if (entry.time === "" && (framed === true || isFirst)) throw noLog(endpoint);
    isFirst = false;
    return entry;
  };
  for await (const chunk of chunks) {
    rest = joined(rest, chunk);
    framed ??= rest.length === 0 ? undefined : (rest[0] ?? 0) <= 2;
    for (
      let next = take(rest, framed === true);
      next !== undefined;
      next = take(rest, framed === true)
    ) {
      rest = next.rest;
      yield read(next);
    }
    if (rest.length <= MAX_MESSAGE_BYTES) continue;
    if (framed === true) throw noLog(endpoint);
    yield read({ stream: "stdout", message: rest });
    rest = new Uint8Array();
  }
  if (rest.length > 0 && framed === false) yield read({ stream: "stdout", message: rest });
}

interface Taken {
  readonly stream: EngineLogEntry["stream"];
  readonly message: Uint8Array;
  readonly rest: Uint8Array;
}

/** The first message, where it is whole. */
function take(bytes: Uint8Array, framed: boolean): Taken | undefined {
  if (!framed) {
    const end = bytes.indexOf(NEWLINE) + 1;
    return end === 0
      ? undefined
      : { stream: "stdout", message: bytes.subarray(0, end), rest: bytes.subarray(end) };
  }
  if (bytes.length < HEADER_BYTES) return undefined;
  const end = HEADER_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4);
  if (bytes.length < end) return undefined;
  return {
    stream: bytes[0] === 2 ? "stderr" : "stdout",
    message: bytes.subarray(HEADER_BYTES, end),
    rest: bytes.subarray(end),
  };
}

function entryOf(
  stream: EngineLogEntry["stream"],
  message: Uint8Array,
  decoder: TextDecoder,
): EngineLogEntry {
  const space = message.indexOf(0x20);
  const head = new TextDecoder().decode(message.subarray(0, Math.min(Math.max(0, space), 40)));
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(head) ? head : "";
  const text = time === "" ? message : message.subarray(space + 1);
  // A character can be cut in two where a long line is.
  return { stream, time, text: decoder.decode(text, { stream: true }) };
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
