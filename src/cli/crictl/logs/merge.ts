import type { LogStream } from "./line.ts";

const NEWLINE = 0x0a;
/** So long the other stream waits for the end of a half line, and so many of its bytes. */
const LONGEST_WAIT_MS = 2000;
const MOST_WAITING = 1024 * 1024;

type Write = (stream: LogStream, bytes: Uint8Array) => void;

/**
 * Brings two streams together in one place so that each line comes out whole: what one stream has while the other's line
 * has no end yet comes after that. Half lines are written at once; a line that does not go on for long is broken off.
 */
export class LineMerger {
  readonly #write: Write;
  readonly #longestWaitMs: number;
  /** Whose line has begun and not ended. */
  #open: LogStream | undefined;
  /** What the other stream has. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(write: Write, longestWaitMs = LONGEST_WAIT_MS) {
    this.#write = write;
    this.#longestWaitMs = longestWaitMs;
  }

  /** Writes a piece, or keeps it for later. */
  write(stream: LogStream, bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0 && end < bytes.length) {
      this.write(stream, bytes.subarray(0, end));
      return this.write(stream, bytes.subarray(end));
    }
    if (this.#open === undefined || this.#open === stream) {
      this.#write(stream, bytes);
      this.#open = end > 0 ? undefined : stream;
      if (end > 0) this.#writeWaiting(stream);
      return;
    }
    // Whoever gave it may use the memory again.
    this.#waiting.push(bytes.slice());
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MOST_WAITING) return this.breakOff();
    this.#timer ??= setTimeout(() => this.breakOff(), this.#longestWaitMs);
  }

  /** Ends a half line that keeps others waiting. */
  breakOff(): void {
    const stream = this.#open;
    if (stream === undefined || this.#waiting.length === 0) return;
    this.#write(stream, new Uint8Array([NEWLINE]));
    this.#open = undefined;
    this.#writeWaiting(stream);
  }

  #writeWaiting(ended: LogStream): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const bytes of waiting) this.write(ended === "stdout" ? "stderr" : "stdout", bytes);
  }
}
