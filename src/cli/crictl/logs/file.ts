import type { RootedFile } from "#kernel/rooted_file.ts";
import { setImmediate } from "node:timers/promises";

const BLOCK = 64 * 1024;
const NEWLINE = 0x0a;
/** A line is given up beyond this; runtimes cut them at 16 KiB. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** Splits what is read from a file into lines; keeps what has no end yet. */
export class LineReader {
  readonly #file: RootedFile;
  readonly #block = new Uint8Array(BLOCK);
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #position: number;
  #lineStart: number;
  #nextLine: number;

  /** @param position Where to begin, in bytes. */
  constructor(file: RootedFile, position: number) {
    this.#file = file;
    this.#position = this.#lineStart = this.#nextLine = position;
  }

  /** Where the next byte is, counted from the file's beginning. */
  get position(): number {
    return this.#position;
  }

  /** Where the line begins that was given last, counted so too. */
  get lineStart(): number {
    return this.#lineStart;
  }

  /**
   * The lines up to the present end of the file, each with its end. A line is good until the next one is taken; one
   * that is too long is given as nothing.
   */
  async *lines(): AsyncGenerator<Uint8Array> {
    for (;;) {
      // Else a long file would keep Ctrl-C waiting.
      await setImmediate();
      const count = this.#file.readAt(this.#position, this.#block);
      if (count === 0) return;
      this.#position += count;
      let start = 0;
      for (let at = this.#block.indexOf(NEWLINE); at >= 0 && at < count;) {
        yield this.#take(this.#block.subarray(start, at + 1));
        start = at + 1;
        at = this.#block.indexOf(NEWLINE, start);
      }
      this.#keep(this.#block.slice(start, count));
    }
  }

  /** The last line, where it has no end and will get none; forgets it. */
  last(): Uint8Array | undefined {
    return this.#restLength === 0 ? undefined : this.#take(new Uint8Array());
  }

  #keep(piece: Uint8Array): void {
    this.#restLength += piece.length;
    if (piece.length > 0 && this.#restLength <= LONGEST_LINE) this.#rest.push(piece);
  }

  #take(piece: Uint8Array): Uint8Array {
    this.#lineStart = this.#nextLine;
    this.#nextLine += this.#restLength + piece.length;
    if (this.#restLength === 0) return piece;
    const whole = this.#restLength > LONGEST_LINE
      ? new Uint8Array()
      : new Uint8Array(this.#restLength + piece.length);
    let at = 0;
    for (const part of whole.length === 0 ? [] : [...this.#rest, piece]) {
      whole.set(part, at);
      at += part.length;
    }
    this.#rest = [];
    this.#restLength = 0;
    return whole;
  }
}
