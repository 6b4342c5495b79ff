/** Flow control, section 5.2 of RFC 9113. */
import { FIRST_WINDOW, MAX_31_BITS } from "../protocol.ts";

/** How many bytes may be sent. A peer's settings can make it negative. */
export class SendWindow {
  #size: number;

  constructor(size: number = FIRST_WINDOW) {
    this.#size = size;
  }

  /** Bytes that may be sent now. */
  get room(): number {
    return Math.max(0, this.#size);
  }

  /** So many bytes are sent. */
  take(bytes: number): void {
    this.#size -= bytes;
  }

  /**
   * The peer gives so many more, or fewer.
   *
   * @returns False where that is beyond the largest window there may be.
   */
  give(bytes: number): boolean {
    this.#size += bytes;
    return this.#size <= MAX_31_BITS;
  }
}

/** How many bytes the peer may send before it hears that some were read. */
export class ReceiveWindow {
  readonly #limit: number;
  #left: number;
  #read = 0;

  /** @param limit Bytes that may be on their way or unread. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#left = limit;
  }

  /**
   * So many bytes have come.
   *
   * @returns False where they are more than were allowed.
   */
  take(bytes: number): boolean {
    this.#left -= bytes;
    return this.#left >= 0;
  }

  /**
   * So many of them were read.
   *
   * @returns By how much the peer is to be told that its window grows; 0 while that is not worth a frame.
   */
  read(bytes: number): number {
    this.#read += bytes;
    if (this.#read < this.#limit / 2) return 0;
    const increment = this.#read;
    this.#left += increment;
    this.#read = 0;
    return increment;
  }
}
