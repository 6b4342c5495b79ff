/**
 * Files of procfs, sysfs and devices. For those, Deno's own functions want every permission there is, the one to run
 * programs included; the C library is asked instead, so that critter needs no more than it uses.
 *
 * @module
 */

import { fileStatus } from "./file_status.ts";
import { cString, Libc, memory, O_CLOEXEC, O_RDONLY } from "./libc.ts";

/** Most of these files are made as they are read: a page or more a call. */
const CHUNK = 65536;

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
  const fd = libc.check(
    libc.symbols.open(cString(path), O_RDONLY | O_CLOEXEC),
    `read ${path}`,
  );
  try {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = memory(CHUNK);
      const length = Number(libc.symbols.read(fd, chunk, BigInt(CHUNK)));
      if (length < 0) throw libc.error(`read ${path}`);
      if (length === 0) return joined(chunks);
      chunks.push(chunk.subarray(0, length));
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

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
