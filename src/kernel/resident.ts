/**
 * Keeping resident memory small.
 *
 * @module
 */

import { KernelError } from "./errno.ts";
import { cString, Libc, O_CLOEXEC, O_RDONLY } from "./libc.ts";
import { readThrough } from "./special_files.ts";

const MADV_DONTNEED = 4;
const ENTRY_SIZE = 8n;
/** Bits 63 (present) and 61 (the file's own page) of a /proc/self/pagemap entry, in its upper half. */
const UNCHANGED = (0x8000_0000 | 0x2000_0000) >>> 0;

/** Bytes from the first address up to the second. */
interface Range {
  readonly begin: bigint;
  readonly end: bigint;
}

/** How often each thread is to collect its garbage, in milliseconds: there is little, but left alone it grows for hours. */
export const GARBAGE_MS = 60_000;

/**
 * Collects the garbage of this thread's heap; a pause of 5 to 20 ms. V8 does so when the heap has grown by much, which
 * takes a quiet program an hour, and until then its memory grows. Needs V8's flag --expose-gc, and does nothing without.
 */
export function collectGarbage(): void {
  (globalThis as { readonly gc?: () => void }).gc?.();
}

/** So much more than there ever was at the least is worth the work of giving it back. */
const WORTHWHILE_BYTES = 2 << 20;

/** Makes this process smaller without taking anything that it uses. */
export class ResidentMemory implements Disposable {
  readonly #libc = Libc.open("getpagesize", "madvise", "malloc_trim", "open", "pread", "read");
  /** Bytes of files that were here when {@linkcode shrink} was called, at the least. */
  #least: number | undefined;

  /**
   * Gives back whatever is not used now; to be called again and again. It is some milliseconds of work the first time
   * and whenever the process has grown since, else a tenth of one.
   */
  shrink(): void {
    const bytes = this.#fileBytes();
    // Without a descriptor for it now, another time.
    if (bytes === undefined) return;
    if (bytes >= (this.#least ?? 0) + WORTHWHILE_BYTES) this.releaseStartupPages();
    this.#least = Math.min(bytes, this.#least ?? bytes);
    this.releaseFreeMemory();
  }

  /**
   * Takes the executable's own code and constants out of this process's memory, as far as they are unchanged pages of
   * its file: what is still needed comes back from the page cache page by page, and what only starting up needed (some
   * 35 MiB of Deno) stays away. Returns the bytes taken out; 0 where /proc does not allow it.
   */
  releaseStartupPages(): number {
    const { symbols } = this.#libc;
    const page = symbols.getpagesize();
    const pagemap = symbols.open(cString("/proc/self/pagemap"), O_RDONLY | O_CLOEXEC);
    if (pagemap < 0) return 0;
    let released = 0;
    try {
      const maps = this.#read("/proc/self/maps") ?? "";
      for (const range of executableRanges(maps, Deno.execPath())) {
        for (const { from, until } of unchangedPages(this.#pages(pagemap, range, page))) {
          const begin = range.begin + BigInt(from * page);
          const length = (until - from) * page;
          if (symbols.madvise(begin, BigInt(length), MADV_DONTNEED) === 0) released += length;
        }
      }
    } finally {
      this.#libc.close(pagemap);
    }
    return released;
  }

  /** Gives the system back what the C library keeps of freed memory, of every thread's (malloc_trim(3)). */
  releaseFreeMemory(): void {
    this.#libc.symbols.malloc_trim(0n);
  }

  /** Closes the C library. */
  [Symbol.dispose](): void {
    this.#libc[Symbol.dispose]();
  }

  /** Of the resident memory what is backed by files, from /proc/self/statm. */
  #fileBytes(): number | undefined {
    const pages = this.#read("/proc/self/statm")?.split(" ")[2];
    return pages === undefined ? undefined : Number(pages) * this.#libc.symbols.getpagesize();
  }

  /** A file of /proc; undefined where it cannot be read, as memory is given back only when nothing else matters. */
  #read(path: string): string | undefined {
    try {
      return new TextDecoder().decode(readThrough(this.#libc, path));
    } catch (error) {
      if (error instanceof KernelError) return undefined;
      throw error;
    }
  }

  #pages(pagemap: number, range: Range, page: number): Uint32Array {
    const count = Number((range.end - range.begin) / BigInt(page));
    const entries = new Uint32Array(2 * count);
    const bytes = new Uint8Array(entries.buffer);
    const offset = range.begin / BigInt(page) * ENTRY_SIZE;
    const length = this.#libc.symbols.pread(pagemap, bytes, BigInt(bytes.length), offset);
    // What did not come is zero, as of pages that are not here.
    return length > 0n ? entries : new Uint32Array(0);
  }
}

/** Segments lie a little further apart in memory than in the file. */
const SEGMENTS_APART = 64n << 20n;

/**
 * Where a loaded program lies that cannot be written to, out of /proc/PID/maps. Its file may be mapped elsewhere too, for
 * a while: V8 maps its own builtins once more for each isolate, and takes that away with it.
 */
export function executableRanges(maps: string, path: string): Range[] {
  const mappings = maps.split("\n").flatMap((line) => {
    const match = /^([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) \S+ \S+\s+(.*)$/.exec(line);
    if (match === null || match[5] !== path) return [];
    const [, begin, end, access = "", offset] = match;
    return [{
      begin: BigInt(`0x${begin}`),
      end: BigInt(`0x${end}`),
      offset: BigInt(`0x${offset}`),
      access,
    }];
  });
  const base = mappings.find(({ offset }) => offset === 0n)?.begin ?? 0n;
  return mappings.flatMap(({ begin, end, offset, access }) => {
    const moved = begin - base - offset;
    const isOfProgram = moved >= 0n && moved < SEGMENTS_APART;
    return isOfProgram && /^r-[-x]p$/.test(access) ? [{ begin, end }] : [];
  });
}

/** The runs of pages that are here and are the file's own: a page that relocation has changed would be lost. */
export function* unchangedPages(
  entries: Uint32Array,
): Generator<{ readonly from: number; readonly until: number }> {
  const count = entries.length / 2;
  let from = -1;
  for (let index = 0; index <= count; index++) {
    const upper = entries[2 * index + 1] ?? 0;
    const unchanged = (upper & UNCHANGED) >>> 0 === UNCHANGED;
    if (unchanged && from < 0) from = index;
    if (unchanged || from < 0) continue;
    yield { from, until: index };
    from = -1;
  }
}
