import { crc32, inflateRawSync } from "node:zlib";
import type { EventInput } from "../input.ts";
import {
  BLOCK_HEADER_SIZE,
  decodeEntries,
  MAGIC,
  MAX_BLOCK_SIZE,
  type RecordingHeader,
} from "./recording_format.ts";

/** Where a recording's bytes come from: `read` fills `into` from the current position and returns how much it got. */
export interface RecordingBytes {
  read(into: Uint8Array): number;
}

/** The bytes of a recording that is in memory. */
export function recordingInMemory(bytes: Uint8Array): RecordingBytes & Disposable {
  let offset = 0;
  return {
    read(into) {
      const part = bytes.subarray(offset, offset + into.length);
      into.set(part);
      offset += part.length;
      return part.length;
    },
    [Symbol.dispose]() {},
  };
}

/** A recording, read block by block up to its last whole one. */
export class RecordingReader {
  readonly header: RecordingHeader;
  readonly #bytes: RecordingBytes;
  #damage: string | undefined;

  /** Reads the header. Throws a TypeError when this is no recording, or one of a version that cannot be read. */
  constructor(bytes: RecordingBytes) {
    this.#bytes = bytes;
    const magic = new Uint8Array(MAGIC.length);
    const got = fill(bytes, magic);
    if (got < magic.length || MAGIC.subarray(0, -1).some((byte, index) => byte !== magic[index])) {
      throw new TypeError(
        "Cannot replay this file as it is not a recording made by critter record",
      );
    }
    if (magic.at(-1) !== MAGIC.at(-1)) {
      throw new TypeError(
        `Cannot replay this recording as its format has version ${
          magic.at(-1)
        } and this critter reads ${MAGIC.at(-1)}; replay it with the critter that recorded it`,
      );
    }
    const block = this.#nextBlock();
    if (block === undefined) {
      throw new TypeError("Cannot replay this recording as its header is cut");
    }
    this.header = JSON.parse(new TextDecoder().decode(block)) as RecordingHeader;
  }

  /** Why reading ended before the end of the file; `undefined` for a whole recording. */
  get damage(): string | undefined {
    return this.#damage;
  }

  /** Every input in order. Ring bytes are valid until the next step. */
  *inputs(): Generator<EventInput> {
    for (let block = this.#nextBlock(); block !== undefined; block = this.#nextBlock()) {
      yield* decodeEntries(block);
    }
  }

  #nextBlock(): Uint8Array | undefined {
    const header = new Uint8Array(BLOCK_HEADER_SIZE);
    const got = fill(this.#bytes, header);
    if (got === 0) return undefined;
    if (got < header.length) return this.#damaged("its last block is cut");
    const view = new DataView(header.buffer);
    const length = view.getUint32(0, true);
    const rawLength = view.getUint32(4, true);
    // DEFLATE never grows data by more than a few bytes in a thousand.
    if (length > MAX_BLOCK_SIZE * 1.01 + 64 || rawLength > MAX_BLOCK_SIZE) {
      return this.#damaged("a block's length is impossible");
    }
    const data = new Uint8Array(length);
    if (fill(this.#bytes, data) < length) return this.#damaged("its last block is cut");
    if (crc32(data) !== view.getUint32(8, true)) {
      return this.#damaged("a block's checksum does not match");
    }
    const raw = inflateRawSync(data, { maxOutputLength: MAX_BLOCK_SIZE });
    return raw.length === rawLength ? raw : this.#damaged("a block's length does not match");
  }

  #damaged(what: string): undefined {
    this.#damage = what;
    return undefined;
  }
}

function fill(bytes: RecordingBytes, into: Uint8Array): number {
  let got = 0;
  while (got < into.length) {
    const more = bytes.read(into.subarray(got));
    if (more === 0) break;
    got += more;
  }
  return got;
}
