/** A file descriptor that takes bytes without blocking. */
export interface SinkTarget {
  /** Writes what fits now and returns how many bytes that was; throws `BrokenPipe` when nobody reads any more. */
  write(bytes: Uint8Array): number;
}

/** How many bytes wait for a slow reader before lines are lost. */
const SPILL_CAPACITY = 8 << 20;
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
  #lost = 0n;

  constructor(target: SinkTarget, capacity: number = SPILL_CAPACITY) {
    this.#target = target;
    this.#capacity = capacity;
  }

  /** Bytes that wait for the reader. */
  get waiting(): number {
    return this.#end - this.#start;
  }

  /** Lines lost since this was last asked. */
  takeLost(): bigint {
    const lost = this.#lost;
    this.#lost = 0n;
    return lost;
  }

  /** Takes whole lines; the bytes are copied if they cannot be written at once. */
  write(lines: Uint8Array): void {
    this.flush();
    const written = this.waiting > 0 ? 0 : this.#target.write(lines);
    if (written < lines.length) this.#keep(lines.subarray(written), written > 0);
  }

  /** Writes what waits, as far as the reader takes it; `true` when nothing waits any more. */
  flush(): boolean {
    while (this.#spill !== undefined && this.waiting > 0) {
      const written = this.#target.write(this.#spill.subarray(this.#start, this.#end));
      if (written === 0) return false;
      this.#start += written;
    }
    this.#start = 0;
    this.#end = 0;
    return true;
  }

  /** The first line may be half out already: its rest must follow, whatever the capacity. */
  #keep(lines: Uint8Array, begun: boolean): void {
    const spill = this.#spill ??= new Uint8Array(this.#capacity);
    if (this.#end + lines.length > spill.length) {
      spill.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    const room = spill.length - this.#end;
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
