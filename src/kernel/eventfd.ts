/**
 * A counter that threads of the process signal each other with, and that a {@linkcode Poller} can wait for.
 *
 * @module
 */

import { Libc } from "./libc.ts";

const EFD_CLOEXEC = 0o2000000;
const EFD_NONBLOCK = 0o4000;

/** An event counter (eventfd(2)), never blocking. */
export class EventFd implements Disposable {
  /** The file descriptor: hand it to another thread's {@linkcode EventFd.borrow}. */
  readonly fd: number;
  readonly #libc: Libc<"eventfd" | "read" | "write">;
  readonly #owned: boolean;
  readonly #value = new BigUint64Array(new ArrayBuffer(8));
  readonly #bytes = new Uint8Array(this.#value.buffer);

  /**
   * Creates one.
   *
   * @param borrowed A file descriptor to use instead, which stays its owner's.
   * @throws {KernelError} When the process has no file descriptor left.
   */
  constructor(borrowed?: number) {
    this.#libc = Libc.open("eventfd", "read", "write");
    this.#owned = borrowed === undefined;
    this.fd = borrowed ?? this.#libc.symbols.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (this.fd >= 0) return;
    const error = this.#libc.error("create an eventfd");
    this.#libc[Symbol.dispose]();
    throw error;
  }

  /** Uses one that another thread of the process created and closes. */
  static borrow(fd: number): EventFd {
    return new EventFd(fd);
  }

  /** Adds one: whoever polls it wakes up. */
  signal(): void {
    this.#value[0] = 1n;
    // EAGAIN means that it is already signalled 2^64 - 2 times.
    this.#libc.symbols.write(this.fd, this.#bytes, 8n);
  }

  /** Takes the count and leaves zero. */
  take(): bigint {
    const length = this.#libc.symbols.read(this.fd, this.#bytes, 8n);
    return length === 8n ? this.#value[0] ?? 0n : 0n;
  }

  /** Closes it, unless it is borrowed. */
  [Symbol.dispose](): void {
    if (this.#owned) this.#libc.close(this.fd);
    this.#libc[Symbol.dispose]();
  }
}
