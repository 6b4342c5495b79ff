/**
 * Memory that a file is mapped into.
 *
 * @module
 */

import type { Libc } from "./libc.ts";

const PROT_READ = 1;
const PROT_WRITE = 2;
/** MAP_SHARED and MAP_PRIVATE. */
const FLAGS = { shared: 1, private: 2 } as const;
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

/** A mapped part of a file. */
export interface Mapping {
  /** Its memory; using it once it is unmapped ends the process. */
  readonly buffer: ArrayBuffer;
  /** Takes it away. */
  unmap(): void;
}

/** What to map. */
export interface MappedPart {
  /** Bytes. */
  readonly length: number;
  /** Bytes from the file's beginning; a multiple of the page size. */
  readonly offset: number;
  readonly writable: boolean;
  /** Whether changes are shared with whoever else maps it; some files can be mapped in one way only. */
  readonly sharing: keyof typeof FLAGS;
}

/** Maps a part of a file; `undefined` when the kernel refuses, and errno says why. */
export function mapFile(
  libc: Libc<"mmap" | "munmap">,
  fd: number,
  { length, offset, writable, sharing }: MappedPart,
): Mapping | undefined {
  const { mmap, munmap } = libc.symbols;
  const protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  const address = mmap(null, BigInt(length), protection, FLAGS[sharing], fd, BigInt(offset));
  if (address === null || Deno.UnsafePointer.value(address) === MAP_FAILED) return undefined;
  return {
    buffer: Deno.UnsafePointerView.getArrayBuffer(address, length),
    unmap: () => void munmap(address, BigInt(length)),
  };
}
