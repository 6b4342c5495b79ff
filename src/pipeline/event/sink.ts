/** A file descriptor that takes bytes without blocking. */
export interface SinkTarget {
  /** Writes what fits now and returns how many bytes that was; throws `BrokenPipe` when nobody reads any more. */
  write(bytes: Uint8Array): number;
  /** Takes the last bytes written back, if it can. */
  takeBack?(bytes: number): void;
}

/** How many bytes wait for a slow reader before lines are lost. */
const SPILL_CAPACITY = 8 << 20;
/** How many more wait if they tell of losses: those lines must not be lost themselves. */
const RESERVE = 64 << 10;
/** Longer than any line that tells of losses. */
const LOSS_LINE_BYTES = 4 << 10;
const NEWLINE = 10;

/**
 * Takes finished lines to a file descriptor. A slow reader makes lines wait in bounded memory; when that is full,
 * whole lines are lost and counted, so that the output stays whole lines and the ring buffer is still emptied.
 */
export class Sink {
  readonly #target: SinkTarget;
  readonly #capacity: number;
  #spill: Uint8Array | undefined;
  #start = 0;
  #end = 0;
  /** Bytes written of a line whose rest waits. */
  #begun = 0;
  #lost = 0n;

  constructor(target: SinkTarget, capacity: number = SPILL_CAPACITY) {
    this.#target = target;
    this.#capacity = capacity;
  }

  /** Bytes that wait for the reader. */
  get waiting(): number {
    return this.#end - this.#start;
  }

  /** Whether not even a line that tells of losses would fit now. */
  get crowded(): boolean {
    return this.#capacity + RESERVE - this.waiting < LOSS_LINE_BYTES;
  }

  /** Lines lost since this was last asked. */
  takeLost(): bigint {
    const lost = this.#lost;
    this.#lost = 0n;
    return lost;
  }

  /**
   * Takes whole lines; the bytes are copied if they cannot be written at once. An error of the file descriptor, as
   * with ENOSPC, is passed on, after what it has of an unfinished line was taken back.
   *
   * @param reserved Whether they may wait where others may not: they tell of losses.
   */
  write(lines: Uint8Array, reserved = false): void {
    this.flush();
    const written = this.waiting > 0 ? 0 : this.#put(lines);
    if (written === lines.length) return;
    const capacity = this.#capacity + (reserved ? RESERVE : 0);
    this.#keep(lines.subarray(written), written > 0, capacity);
  }

  /** Gives back the memory of the queue where nothing waits in it: a reader that was slow once need not be again. */
  trim(): void {
    if (this.waiting > 0) return;
    this.#spill = undefined;
    this.#start = 0;
    this.#end = 0;
  }

  /** Gives up what waits: it is lost. */
  abandon(): void {
    if (this.#spill === undefined) return;
    this.#lost += countLines(this.#spill.subarray(this.#start, this.#end));
    this.#start = 0;
    this.#end = 0;
  }

  /** Writes what waits, as far as the reader takes it; `true` when nothing waits any more. */
  flush(): boolean {
    while (this.#spill !== undefined && this.waiting > 0) {
      const written = this.#put(this.#spill.subarray(this.#start, this.#end));
      if (written === 0) return false;
      this.#start += written;
    }
    this.#start = 0;
    this.#end = 0;
    return true;
  }

  #put(lines: Uint8Array): number {
    let written: number;
    try {
      written = this.#target.write(lines);
    } catch (error) {
      if (this.#begun > 0) this.#target.takeBack?.(this.#begun);
      throw error;
    }
    if (written === lines.length) {
      this.#begun = 0;
    } else if (written > 0) {
      const end = lines.lastIndexOf(NEWLINE, written - 1);
      this.#begun = end < 0 ? this.#begun + written : written - end - 1;
    }
    return written;
  }

  /** The first line may be half out already: its rest must follow, whatever the capacity. */
  #keep(lines: Uint8Array, begun: boolean, capacity: number): void {
    const spill = this.#spill ??= new Uint8Array(this.#capacity + RESERVE);
    if (this.#end + lines.length > capacity) {
      spill.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    const room = Math.max(0, capacity - this.#end);
    let fitting = lines.length;
    if (fitting > room) {
      fitting = room === 0 ? 0 : lines.lastIndexOf(NEWLINE, room - 1) + 1;
      if (begun && fitting === 0) throw new RangeError(lineTooLong(lines.length, room));
      this.#lost += countLines(lines.subarray(fitting));
    }
    spill.set(lines.subarray(0, fitting), this.#end);
    this.#end += fitting;
  }
}

function countLines(lines: Uint8Array): bigint {
  let count = 0n;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function lineTooLong(length: number, room: number): string {
  return `Cannot keep the rest of a line as the queue is smaller than the line: ${length} > ${room} bytes`;
}
