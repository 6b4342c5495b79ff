import { formatTimeNsFixed, parseTimeNs } from "#output/time.ts";

/** A stretch of a container's output: a line, or a part of one that was too long. */
export interface LogEntry {
  readonly stream: LogStream;
  /** As the runtime wrote it; empty where it did not say. */
  readonly time: string;
  /** As the container wrote it, with the line's end where it is one. */
  readonly text: Uint8Array;
}

/** Where a container writes to. */
export type LogStream = "stdout" | "stderr";

const NEWLINE = 0x0a;
const SPACE = 0x20;
const BRACE = 0x7b;
/** Time, stream and tags of CRI's lines are shorter than this. */
const LONGEST_HEADER = 128;
const CRI_HEADER = /^(\S+) (stdout|stderr) (\S+)$/;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Reads a line of a log file, with its end where it has one: CRI's `TIME stdout F text` (P for a part that goes on in the
 * next line), or Docker's `{"log":"text\n","stream":"stdout","time":"…"}`.
 *
 * @returns undefined for anything else.
 */
export function parseLogLine(line: Uint8Array): LogEntry | undefined {
  if (line[0] === BRACE) return parseDockerLine(decoder.decode(line));
  const end = headerEnd(line);
  const [, time, stream, tags] = CRI_HEADER.exec(decoder.decode(line.subarray(0, end))) ?? [];
  if (time === undefined || parseTimeNs(time) === undefined) return undefined;
  const text = line.subarray(end + 1);
  const isPart = tags?.split(":")[0] === "P";
  return {
    stream: stream === "stderr" ? "stderr" : "stdout",
    time,
    text: isPart && text.at(-1) === NEWLINE ? text.subarray(0, -1) : text,
  };
}

/** Where the third space is; 0 where there is none near the beginning. */
function headerEnd(line: Uint8Array): number {
  const head = line.subarray(0, LONGEST_HEADER);
  let at = -1;
  for (let spaces = 0; spaces < 3; spaces++) {
    at = head.indexOf(SPACE, at + 1);
    if (at < 0) return 0;
  }
  return at;
}

function parseDockerLine(line: string): LogEntry | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof entry !== "object" || entry === null) return undefined;
  const { log, stream, time }: { log?: unknown; stream?: unknown; time?: unknown } = entry;
  if (typeof log !== "string" || typeof time !== "string") return undefined;
  return {
    stream: stream === "stderr" ? "stderr" : "stdout",
    time,
    text: encoder.encode(log),
  };
}

/** What of a log is wanted. */
export interface LogSelection {
  /** Nanoseconds since the Unix epoch. */
  readonly since?: bigint;
  /** Begin each line with its time. */
  readonly timestamps: boolean;
  /** Only so many bytes of text. */
  readonly limitBytes?: number;
  /** Only what was written here. */
  readonly stream?: LogStream;
}

/** Writes entries as they are wanted. */
export class LogPrinter {
  readonly #selection: LogSelection;
  readonly #write: (stream: LogStream, text: Uint8Array) => void;
  /** Streams whose line has begun and not ended. */
  readonly #begun = new Set<LogStream>();
  #left: number;

  constructor(selection: LogSelection, write: (stream: LogStream, text: Uint8Array) => void) {
    this.#selection = selection;
    this.#write = write;
    this.#left = selection.limitBytes ?? Infinity;
  }

  /** Whether nothing more will be written. */
  get done(): boolean {
    return this.#left <= 0;
  }

  /** Writes one entry, or leaves it out. */
  print({ stream, time, text }: LogEntry): void {
    const { since, timestamps } = this.#selection;
    if (this.#selection.stream !== undefined && stream !== this.#selection.stream) return;
    if (since !== undefined && (parseTimeNs(time) ?? since) < since) return;
    // A part's time stands before the first one only.
    const isTimed = timestamps && time !== "" && !this.#begun.has(stream);
    if (text.at(-1) === NEWLINE) this.#begun.delete(stream);
    else this.#begun.add(stream);
    this.#put(stream, isTimed ? withTime(time, text) : text);
  }

  #put(stream: LogStream, bytes: Uint8Array): void {
    const fitting = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes;
    this.#left -= fitting.length;
    if (fitting.length > 0) this.#write(stream, fitting);
  }
}

/** How a time is shown, and how containerd writes it. */
const SHOWN_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;

function withTime(time: string, text: Uint8Array): Uint8Array {
  const ns = SHOWN_TIME.test(time) ? undefined : parseTimeNs(time);
  const head = encoder.encode(`${ns === undefined ? time : formatTimeNsFixed(ns)} `);
  const whole = new Uint8Array(head.length + text.length);
  whole.set(head);
  whole.set(text, head.length);
  return whole;
}
