/**
 * The consumer's side of a BPF ring buffer (linux/bpf.h, Documentation/bpf/ringbuf.rst), through the memory it
 * shares with the kernel.
 *
 * @module
 */

import { RING_BUSY, RING_DISCARD, RING_HEADER_SIZE } from "#wire";
import { Libc } from "../libc.ts";
import { mapFile, type Mapping } from "../mapping.ts";

/** Where a ring buffer is: plain numbers, so that another thread of the process can map it. */
export interface RingHandle {
  /** File descriptor of the ring buffer map. */
  readonly fd: number;
  /** Bytes of data; a power of two. */
  readonly size: number;
  /** File descriptor of the map that begins with the `consumer_waiting` flag. */
  readonly flagFd: number;
}

/** A mapped ring buffer. Only one consumer may read it at a time. */
export class RingBuffer implements Disposable {
  /** File descriptor of the map: readable in the sense of poll when there is something to read. */
  readonly fd: number;
  /** Bytes of data. */
  readonly size: number;
  readonly #libc: Libc<"getpagesize" | "mmap" | "munmap">;
  readonly #mappings: Mapping[] = [];
  #consumer: BigUint64Array<ArrayBuffer>;
  #producer: Int32Array<ArrayBuffer>;
  #waiting: Int32Array<ArrayBuffer>;
  /** The data as words, for the headers. */
  #headers: Int32Array<ArrayBuffer>;
  #data: Uint8Array<ArrayBuffer>;
  /** Consumer position; a number is exact up to 8 PiB of records. */
  #position: number;

  /**
   * Maps a ring buffer. The file descriptors stay the caller's and must outlive it.
   *
   * @throws {KernelError} When the kernel refuses.
   */
  constructor({ fd, size, flagFd }: RingHandle) {
    this.fd = fd;
    this.size = size;
    this.#libc = Libc.open("getpagesize", "mmap", "munmap");
    try {
      const page = this.#libc.symbols.getpagesize();
      const consumer = this.#map(fd, page, 0, true);
      // The kernel offers the data twice in a row, so that no record wraps. As records are copied anyway, wrapping
      // costs nothing, and one mapping keeps `size` bytes out of the resident memory.
      const producer = this.#map(fd, page + size, page, false);
      const flag = this.#map(flagFd, page, 0, true);
      this.#consumer = new BigUint64Array(consumer, 0, 1);
      this.#producer = new Int32Array(producer, 0, 1);
      this.#waiting = new Int32Array(flag, 0, 1);
      this.#headers = new Int32Array(producer, page);
      this.#data = new Uint8Array(producer, page);
    } catch (error) {
      this.#unmap();
      throw error;
    }
    this.#position = Number(Atomics.load(this.#consumer, 0));
  }

  /**
   * Copies whole committed records, with their ring headers, from the consumer position on, and returns their
   * bytes. Does not advance. Discarded records are copied too.
   */
  read(into: Uint8Array): number {
    const start = this.#position & (this.size - 1);
    const length = this.#committed(start, Math.min(into.length, this.size));
    if (length === 0) return 0;
    const untilEnd = Math.min(length, this.size - start);
    into.set(this.#data.subarray(start, start + untilEnd));
    if (untilEnd < length) into.set(this.#data.subarray(0, length - untilEnd), untilEnd);
    return length;
  }

  /** Gives the kernel the space of the next `bytes` bytes back. */
  advance(bytes: number): void {
    this.#position += bytes;
    Atomics.store(this.#consumer, 0, BigInt(this.#position));
  }

  /** Tells whether a committed record is waiting. */
  pending(): boolean {
    if (this.#available() === 0) return false;
    const header = Atomics.load(this.#headers, (this.#position & (this.size - 1)) >>> 2);
    return (header & RING_BUSY) === 0;
  }

  /**
   * Asks the kernel side for one wake-up. Returns false, with the wish withdrawn, when there is already
   * something to read.
   */
  arm(): boolean {
    // Sequentially consistent on both sides: flag then header here, commit (xchg) then flag there, so that
    // one of the two always sees the other and no wake-up is lost.
    Atomics.store(this.#waiting, 0, 1);
    if (!this.pending()) return true;
    this.disarm();
    return false;
  }

  /** Withdraws the wish for a wake-up: for who wakes up by something else. */
  disarm(): void {
    Atomics.store(this.#waiting, 0, 0);
  }

  /** Unmaps it. */
  [Symbol.dispose](): void {
    // Views of unmapped memory would crash the process; empty ones only throw.
    this.#consumer = new BigUint64Array(0);
    this.#producer = this.#waiting = this.#headers = new Int32Array(0);
    this.#data = new Uint8Array(0);
    this.#unmap();
  }

  #map(fd: number, length: number, offset: number, writable: boolean): ArrayBuffer {
    const mapping = mapFile(this.#libc, fd, { length, offset, writable, sharing: "shared" });
    if (mapping === undefined) {
      throw this.#libc.error(`map the ring buffer of ${this.size} bytes`);
    }
    this.#mappings.push(mapping);
    return mapping.buffer;
  }

  #unmap(): void {
    for (const mapping of this.#mappings.splice(0)) mapping.unmap();
    this.#libc[Symbol.dispose]();
  }

  /** Bytes of records between the two positions, committed or not. */
  #available(): number {
    // Positions only grow and differ by at most the size, so their lower halves tell the distance.
    return (Atomics.load(this.#producer, 0) - (this.#position | 0)) >>> 0;
  }

  /** Bytes of the whole committed records from `start` on that fit into `limit`. */
  #committed(start: number, limit: number): number {
    const available = this.#available();
    const headers = this.#headers;
    let length = 0;
    while (length < available) {
      const header = Atomics.load(headers, ((start + length) & (this.size - 1)) >>> 2);
      if (header & RING_BUSY) break;
      const record = ((header & ~RING_DISCARD) + RING_HEADER_SIZE + 7) & ~7;
      if (length + record > limit) break;
      length += record;
    }
    return length;
  }
}
