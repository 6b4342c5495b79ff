/**
 * What a file is, by statx(2).
 *
 * @module
 */

import { AT_FDCWD, cString, Libc, memory } from "./libc.ts";

const AT_EMPTY_PATH = 0x1000;
/** STATX_TYPE, STATX_INO and STATX_SIZE, and where they are (linux/stat.h). */
const WANTED = 0x1 | 0x100 | 0x200;
const STATX_BYTES = 256;
const MODE = 28;
const INODE = 32;
const SIZE = 40;
const DEVICE = 136;
const S_IFMT = 0o170000;

/** Type of a file, as in the upper bits of its mode (linux/stat.h). */
export const FILE_TYPES = { fifo: 0o010000, regular: 0o100000, socket: 0o140000 } as const;

/** What the kernel says of a file. */
export interface FileStatus {
  /** See {@linkcode FILE_TYPES}. */
  readonly type: number;
  /** Bytes. */
  readonly size: number;
  readonly inode: bigint;
  /** Major and minor number of the device that it is on. */
  readonly device: bigint;
}

/**
 * Asks for a file's status, symbolic links followed; `undefined` when the kernel refuses, and errno says why.
 *
 * @param path Empty for the open file itself.
 * @param fd Where a relative path begins, or an open file.
 */
export function fileStatus(
  libc: Libc<"statx">,
  path: string,
  fd = AT_FDCWD,
): FileStatus | undefined {
  const status = memory(STATX_BYTES);
  const flags = path === "" ? AT_EMPTY_PATH : 0;
  const name = cString(path);
  const asked = libc.uninterrupted(() => libc.symbols.statx(fd, name, flags, WANTED, status));
  if (asked < 0) return undefined;
  const view = new DataView(status.buffer);
  return {
    type: view.getUint16(MODE, true) & S_IFMT,
    size: Number(view.getBigUint64(SIZE, true)),
    inode: view.getBigUint64(INODE, true),
    device: view.getBigUint64(DEVICE, true),
  };
}

/** Whether two file descriptors lead to one file, pipe or device; not where the kernel tells of neither. */
export function isSameFile(a: number, b: number): boolean {
  using libc = Libc.open("statx");
  const [one, other] = [fileStatus(libc, "", a), fileStatus(libc, "", b)];
  return one !== undefined && one.inode === other?.inode && one.device === other.device;
}
