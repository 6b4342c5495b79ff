/**
 * Whether something was mounted.
 *
 * @module
 */

import { cString, Libc, memory, O_CLOEXEC, O_RDONLY } from "../libc.ts";

const POLLPRI = 0x002;
const POLLERR = 0x008;
const REVENTS = 6;

/** The mounts that this process sees. Reading them costs milliseconds, asking for changes a system call. */
export class MountTable implements Disposable {
  readonly #libc: Libc<"open" | "poll">;
  /** struct pollfd: s32 fd, s16 events, s16 revents. */
  readonly #poll = memory(8);
  readonly #view = new DataView(this.#poll.buffer);
  readonly #fd: number;

  /**
   * Opens the table.
   *
   * @param procRoot Where procfs is mounted.
   * @throws {KernelError} When it cannot be opened.
   */
  constructor(procRoot = "/proc") {
    const path = `${procRoot}/self/mountinfo`;
    this.#libc = Libc.open("open", "poll");
    this.#fd = this.#libc.symbols.open(cString(path), O_RDONLY | O_CLOEXEC);
    if (this.#fd < 0) {
      const error = this.#libc.error(`open ${path}`);
      this.#libc[Symbol.dispose]();
      throw error;
    }
    this.#view.setInt32(0, this.#fd, true);
    this.#view.setInt16(4, POLLPRI, true);
  }

  /** Whether something was mounted or unmounted since it was opened or asked last (proc_pid_mountinfo(5)). */
  changed(): boolean {
    this.#view.setInt16(REVENTS, 0, true);
    const ready = this.#libc.symbols.poll(this.#poll, 1n, 0);
    return ready > 0 && (this.#view.getInt16(REVENTS, true) & (POLLERR | POLLPRI)) !== 0;
  }

  [Symbol.dispose](): void {
    this.#libc.close(this.#fd);
    this.#libc[Symbol.dispose]();
  }
}
