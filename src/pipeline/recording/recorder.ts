import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";
import type { EventInput } from "../input.ts";
import {
  BLOCK_HEADER_SIZE,
  encodeEntry,
  MAGIC,
  MAX_BLOCK_SIZE,
  type RecordingHeader,
} from "./recording_format.ts";

/** A block is written when it has grown to this many bytes ... */
const BLOCK_TARGET = 1 << 20;
/** ... or {@link Recorder.tick} finds it this old, in milliseconds: a crash loses no more. */
const BLOCK_AGE_MS = 1_000;

/** Writes the inputs of the event path to a file, synchronously, a block at a time. */
export class Recorder implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #block = new Uint8Array(MAX_BLOCK_SIZE);
  #used = 0;
  #since = 0;

  /**
   * Creates `path`, for its owner's eyes only: command lines can hold secrets.
   *
   * @param overwrite Writes into the file that is there, links followed; else one that is there is refused.
   * @throws {Error} When the file cannot be made, or takes no more.
   */
  constructor(path: string, header: RecordingHeader, overwrite = false) {
    this.#path = path;
    const how = overwrite ? { create: true, truncate: true } : { createNew: true };
    this.#file = Deno.openSync(path, { write: true, mode: 0o600, ...how });
    try {
      this.#writeAll(MAGIC);
      this.#writeBlock(new TextEncoder().encode(JSON.stringify(header)));
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  /** Adds one input. */
  write(input: EventInput): void {
    const entry = encodeEntry(input);
    if (this.#used + entry.length > this.#block.length) this.flush();
    if (this.#used === 0) this.#since = performance.now();
    this.#block.set(entry, this.#used);
    this.#used += entry.length;
    if (this.#used >= BLOCK_TARGET) this.flush();
  }

  /** Writes the block out if it is old enough; call it now and then. */
  tick(): void {
    if (this.#used > 0 && performance.now() - this.#since >= BLOCK_AGE_MS) this.flush();
  }

  /**
   * Writes the block out.
   *
   * @throws {Error} When the file takes no more, as on a full disk; the block is given up then.
   */
  flush(): void {
    const used = this.#used;
    if (used === 0) return;
    this.#used = 0;
    this.#writeBlock(this.#block.subarray(0, used));
  }

  [Symbol.dispose](): void {
    this.flush();
    this.#file.close();
  }

  #writeBlock(raw: Uint8Array): void {
    const data = deflateRawSync(raw, { level: 1 });
    const header = Buffer.alloc(BLOCK_HEADER_SIZE);
    header.writeUInt32LE(data.length, 0);
    header.writeUInt32LE(raw.length, 4);
    header.writeUInt32LE(crc32(data), 8);
    this.#writeAll(Buffer.concat([header, data]));
  }

  #writeAll(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message.replace(/ \(os error.*/s, "") : cause;
      throw new Error(
        `Cannot go on recording to ${this.#path}: ${reason}; what was recorded before can be replayed`,
        { cause },
      );
    }
  }
}
