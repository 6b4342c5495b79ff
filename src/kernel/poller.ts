/**
 * Waiting for file descriptors on a thread of its own.
 *
 * @module
 */

import { errnoName } from "./errno.ts";
import { Libc, memory } from "./libc.ts";

const EPOLL_CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLLIN = 1;
const EPOLLOUT = 4;
const MAX_EVENTS = 16;

// struct epoll_event is packed on x86-64 only.
const EVENT_SIZE = Deno.build.arch === "x86_64" ? 12 : 16;
const DATA_OFFSET = EVENT_SIZE - 8;

/** Waits for file descriptors (epoll(7)), level-triggered. Blocks its thread: meant for a Worker. */
export class Poller implements Disposable {
  readonly #libc: Libc<"epoll_create1" | "epoll_ctl" | "epoll_wait" | "usleep">;
  readonly #fd: number;
  readonly #events = memory(EVENT_SIZE * MAX_EVENTS);
  readonly #view = new DataView(this.#events.buffer);

  /**
   * Creates an empty one.
   *
   * @throws {KernelError} When the process has no file descriptor left.
   */
  constructor() {
    this.#libc = Libc.open("epoll_create1", "epoll_ctl", "epoll_wait", "usleep");
    this.#fd = this.#libc.symbols.epoll_create1(EPOLL_CLOEXEC);
    if (this.#fd >= 0) return;
    const error = this.#libc.error("create an epoll instance");
    this.#libc[Symbol.dispose]();
    throw error;
  }

  /**
   * Adds a file descriptor.
   *
   * @param fd It must be removed, or closed everywhere, before it is added again.
   * @param tag Bit number in what {@linkcode wait} returns, 0 to 30.
   * @param interest What to wait for.
   * @throws {KernelError} With code EPERM for a regular file: it never blocks and cannot be waited for.
   */
  add(fd: number, tag: number, interest: "read" | "write" = "read"): void {
    if (!Number.isInteger(tag) || tag < 0 || tag > 30) {
      throw new RangeError(`Cannot add file descriptor ${fd} as its tag must be 0 to 30: ${tag}`);
    }
    const event = memory(EVENT_SIZE);
    const view = new DataView(event.buffer);
    view.setUint32(0, interest === "read" ? EPOLLIN : EPOLLOUT, true);
    view.setUint32(DATA_OFFSET, tag, true);
    this.#libc.check(
      this.#libc.symbols.epoll_ctl(this.#fd, EPOLL_CTL_ADD, fd, event),
      `wait for file descriptor ${fd}`,
    );
  }

  /** Removes a file descriptor; one that is not there is no error. */
  remove(fd: number): void {
    this.#libc.symbols.epoll_ctl(this.#fd, EPOLL_CTL_DEL, fd, memory(EVENT_SIZE));
  }

  /**
   * Waits and returns the tags of the ready file descriptors as a bit mask; 0 when the time is over or a
   * signal came. Errors and hang-ups count as ready: the read or write that follows tells them.
   *
   * @param timeoutMs Longest wait in milliseconds; -1 for ever.
   * @throws {KernelError} When it cannot wait: returning would be asking without end.
   */
  wait(timeoutMs: number): number {
    const ready = this.#libc.symbols.epoll_wait(this.#fd, this.#events, MAX_EVENTS, timeoutMs);
    if (ready < 0 && errnoName(this.#libc.errno()) !== "EINTR") {
      throw this.#libc.error("wait for file descriptors");
    }
    let mask = 0;
    for (let index = 0; index < ready; index++) {
      mask |= 1 << this.#view.getUint32(EVENT_SIZE * index + DATA_OFFSET, true);
    }
    return mask;
  }

  /** Waits for a time, or until a signal comes, whatever becomes ready: in microseconds, less than a second. */
  nap(microseconds: number): void {
    this.#libc.symbols.usleep(microseconds);
  }

  /** Closes it; the file descriptors in it stay open. */
  [Symbol.dispose](): void {
    this.#libc.close(this.#fd);
    this.#libc[Symbol.dispose]();
  }
}
