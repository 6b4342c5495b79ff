/**
 * Files of procfs, sysfs and devices. For those, Deno's own functions want every permission there is, the one to run
 * programs included; the C library is asked instead, so that critter needs no more than it uses.
 *
 * @module
 */

import { fileStatus } from "./file_status.ts";
import { cString, Libc, memory, O_CLOEXEC, O_RDONLY } from "./libc.ts";

/** Most of these files are made as they are read: a page or more a call. */
const FIRST_BYTES = 65536;

/**
 * Reads a file to its end.
 *
 * @throws {KernelError} When it cannot be opened or read.
 */
export function readSpecialFile(path: string): Uint8Array {
  using libc = Libc.open("open", "read");
  return readThrough(libc, path);
}

/**
 * {@linkcode readSpecialFile} for who reads again and again: opening the library costs more than most reads, and V8
 * keeps what it made for each function for long.
 */
export function readThrough(libc: Libc<"open" | "read">, path: string): Uint8Array {
  const action = `read ${path}`;
  const name = cString(path);
  const fd = libc.check(
    libc.uninterrupted(() => libc.symbols.open(name, O_RDONLY | O_CLOEXEC)),
    action,
  );
  try {
    let bytes = memory(FIRST_BYTES);
    for (let length = 0;;) {
      const rest = bytes.subarray(length);
      const count = libc.check(
        libc.uninterrupted(() => Number(libc.symbols.read(fd, rest, BigInt(rest.length)))),
        action,
      );
      if (count === 0) return bytes.slice(0, length);
      length += count;
      if (length === bytes.length) {
        const larger = memory(4 * length);
        larger.set(bytes);
        bytes = larger;
      }
    }
  } finally {
    libc.close(fd);
  }
}

/** The text of a file, lossy where it is not UTF-8. */
export function readSpecialText(path: string): string {
  return new TextDecoder().decode(readSpecialFile(path));
}

/**
 * The type of a file, symbolic links followed; see {@linkcode FILE_TYPES}.
 *
 * @throws {KernelError} When it cannot be found.
 */
export function specialFileType(path: string): number {
  using libc = Libc.open("statx");
  const status = fileStatus(libc, path);
  if (status === undefined) throw libc.error(`find ${path}`);
  return status.type;
}

/** Whether there is such a file, as far as this process may see. */
export function specialFileExists(path: string): boolean {
  try {
    specialFileType(path);
    return true;
  } catch {
    return false;
  }
}
