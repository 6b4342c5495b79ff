import { joined } from "../bytes.ts";
import { ConnectionError, ERROR } from "../protocol.ts";

/** Largest header block on the wire; every frame counts as some bytes, so that empty ones come to an end too. */
const MAX_BLOCK_BYTES = 128 * 1024;
const FRAME_COST = 32;

/** Puts together a header block that comes in several frames. */
export class HeaderBlock {
  #parts: Uint8Array[] | undefined;
  #cost = 0;
  #streamId = 0;
  #isEnd = false;

  /** Whether more of it is to come. */
  get isOpen(): boolean {
    return this.#parts !== undefined;
  }

  /** The stream that it is for. */
  get streamId(): number {
    return this.#streamId;
  }

  /** Whether nothing follows it on the stream. */
  get isEnd(): boolean {
    return this.#isEnd;
  }

  /** The first frame has come. */
  begin(streamId: number, isEnd: boolean): void {
    this.#parts = [];
    this.#cost = 0;
    this.#streamId = streamId;
    this.#isEnd = isEnd;
  }

  /**
   * Takes a frame's part.
   *
   * @returns The whole block once that was the last part.
   * @throws ConnectionError where it has no end.
   */
  add(part: Uint8Array, isLast: boolean): Uint8Array | undefined {
    const parts = this.#parts ?? [];
    this.#cost += part.length + FRAME_COST;
    if (this.#cost > MAX_BLOCK_BYTES) {
      throw new ConnectionError(
        ERROR.enhanceYourCalm,
        `it sent headers of more than ${MAX_BLOCK_BYTES} bytes`,
      );
    }
    if (isLast) {
      this.#parts = undefined;
      return joined([...parts, part]);
    }
    // The reader uses its buffer again.
    parts.push(part.slice());
    return undefined;
  }
}
