import { parseTimeNs } from "#output/time.ts";

/** A stretch of a container's output: a line, or a part of one that was too long. */
export interface LogEntry {
  readonly stream: "stdout" | "stderr";
  /** As the runtime wrote it. */
  readonly time: string;
  /** With the line's end where it is one. */
  readonly text: string;
}

const CRI_LINE = /^(\S+) (stdout|stderr) (\S+) ([^]*)$/;

/**
 * Reads a line of a log file: CRI's `TIME stdout F text` (P for a part that goes on in the next line), or Docker's
 * `{"log":"text\n","stream":"stdout","time":"…"}`.
 *
 * @returns undefined for anything else.
 */
export function parseLogLine(line: string): LogEntry | undefined {
  if (line.startsWith("{")) return parseDockerLine(line);
  const [, time, stream, tags, text] = CRI_LINE.exec(line) ?? [];
  if (time === undefined || text === undefined || parseTimeNs(time) === undefined) return undefined;
  const isPart = tags?.split(":")[0] === "P";
  return {
    stream: stream === "stderr" ? "stderr" : "stdout",
    time,
    text: isPart ? text : `${text}\n`,
  };
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
  return { stream: stream === "stderr" ? "stderr" : "stdout", time, text: log };
}

/** What of a log is wanted. */
export interface LogSelection {
  /** Nanoseconds since the Unix epoch. */
  readonly since?: bigint;
  /** Begin each line with its time. */
  readonly timestamps: boolean;
  /** Only so many bytes of text. */
  readonly limitBytes?: number;
}

/** Writes entries as they are wanted. */
export class LogPrinter {
  readonly #selection: LogSelection;
  readonly #write: (stream: LogEntry["stream"], text: string) => void;
  readonly #encoder = new TextEncoder();
  #left: number;
  #bare = false;

  constructor(
    selection: LogSelection,
    write: (stream: LogEntry["stream"], text: string) => void,
  ) {
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
    if (since !== undefined && (parseTimeNs(time) ?? since) < since) return;
    // A part's time stands before the first one only.
    const whole = timestamps && !this.#bare ? `${time} ${text}` : text;
    this.#bare = !text.endsWith("\n");
    const bytes = this.#encoder.encode(whole);
    if (bytes.length > this.#left) {
      this.#write(stream, new TextDecoder().decode(bytes.subarray(0, this.#left)));
      this.#left = 0;
      return;
    }
    this.#left -= bytes.length;
    this.#write(stream, whole);
  }
}
