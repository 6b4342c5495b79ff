/**
 * Files below a root that is not this process's own: a container's, or the host's seen from a pod.
 *
 * @module
 */

import { errnoName } from "./errno.ts";
import { FILE_TYPES, type FileStatus, fileStatus } from "./file_status.ts";
import { cString, Libc, memory, O_CLOEXEC, O_NONBLOCK, O_PATH, O_RDONLY } from "./libc.ts";

/** openat2(2), the same number on every machine (asm-generic/unistd.h). */
const SYS_OPENAT2 = 437;
/** struct open_how (linux/openat2.h): flags, mode, resolve; 64 bits each. */
const OPEN_HOW_SIZE = 24;
const RESOLVE_NO_MAGICLINKS = 0x02;
const RESOLVE_IN_ROOT = 0x10;
/** Whoever renames without end must not hold critter up. */
const OPEN_ATTEMPTS = 32;

/**
 * A regular file, open for reading. Links on the way to it are followed as a process with that root would follow them,
 * so that none leads out of it, whoever changes them meanwhile.
 */
export class RootedFile implements Disposable {
  readonly #libc: Libc<"statx" | "pread">;
  readonly #fd: number;

  private constructor(libc: Libc<"statx" | "pread">, fd: number) {
    this.#libc = libc;
    this.#fd = fd;
  }

  /**
   * Opens a file.
   *
   * @param root Absolute path of the root; "" or "/" for this process's own.
   * @param path The file's path as seen from that root.
   * @throws {KernelError} When it cannot be opened.
   * @throws {RangeError} When it is no regular file: reading another may wait for ever.
   */
  static open(root: string, path: string): RootedFile {
    const libc = Libc.open("statx", "pread");
    try {
      const fd = openBelow(root, path);
      const { type } = statusOf(libc, fd);
      if (type === FILE_TYPES.regular) return new RootedFile(libc, fd);
      libc.close(fd);
      throw new RangeError(`Cannot read ${path} as it is no regular file`);
    } catch (error) {
      libc[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Asks for its present size, and which file it is: that of two files with one device and inode.
   *
   * @throws {KernelError} When the kernel refuses.
   */
  status(): FileStatus {
    return statusOf(this.#libc, this.#fd);
  }

  /**
   * Reads from a place in the file and returns how many bytes came, which may be fewer than there are; 0 at its end.
   *
   * @param position In bytes from the beginning.
   * @throws {KernelError} When the kernel refuses.
   */
  readAt(position: number, into: Uint8Array<ArrayBuffer>): number {
    const { pread } = this.#libc.symbols;
    const [length, offset] = [BigInt(into.length), BigInt(position)];
    const count = this.#libc.uninterrupted(() => Number(pread(this.#fd, into, length, offset)));
    return this.#libc.check(count, "read a file");
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#libc.close(this.#fd);
    this.#libc[Symbol.dispose]();
  }
}

function openBelow(root: string, path: string): number {
  using libc = Libc.open("open", "openat2");
  const top = cString(root === "" ? "/" : root);
  const folder = libc.check(
    libc.uninterrupted(() => libc.symbols.open(top, O_PATH | O_CLOEXEC)),
    `open the root ${root}`,
  );
  try {
    const how = memory(OPEN_HOW_SIZE);
    const view = new DataView(how.buffer);
    // O_NONBLOCK: a FIFO would make even opening it wait.
    view.setBigUint64(0, BigInt(O_RDONLY | O_CLOEXEC | O_NONBLOCK), true);
    view.setBigUint64(16, BigInt(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS), true);
    const name = cString(path);
    const open = (): number =>
      Number(
        libc.symbols.openat2(
          BigInt(SYS_OPENAT2),
          BigInt(folder),
          name,
          how,
          BigInt(OPEN_HOW_SIZE),
        ),
      );
    for (let attempt = 1;; attempt++) {
      const fd = libc.uninterrupted(open);
      // EAGAIN: something was renamed or mounted meanwhile, so that ".." may have led anywhere (openat2(2)).
      const isRace = fd < 0 && errnoName(libc.errno()) === "EAGAIN";
      if (!isRace || attempt === OPEN_ATTEMPTS) return libc.check(fd, `open ${path}`);
    }
  } finally {
    libc.close(folder);
  }
}

function statusOf(libc: Libc<"statx">, fd: number): FileStatus {
  const status = fileStatus(libc, "", fd);
  if (status === undefined) throw libc.error("ask what a file is");
  return status;
}
