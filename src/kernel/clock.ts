/**
 * The clocks of the records and of the lines.
 *
 * @module
 */

import { Libc } from "./libc.ts";

const CLOCK_REALTIME = 0;
const CLOCK_BOOTTIME = 7;
const SAMPLES = 5;

/** Reads the kernel's clocks. */
export class Clock implements Disposable {
  readonly #libc = Libc.open("clock_gettime");
  readonly #time = new BigInt64Array(new ArrayBuffer(16));
  readonly #bytes = new Uint8Array(this.#time.buffer);

  /** CLOCK_BOOTTIME in nanoseconds: the clock of the records. */
  bootTimeNs(): bigint {
    return this.#read(CLOCK_BOOTTIME);
  }

  /** CLOCK_REALTIME minus CLOCK_BOOTTIME in nanoseconds. It changes whenever the wall clock is set. */
  realtimeOffsetNs(): bigint {
    let shortest = -1n;
    let offset = 0n;
    // The narrowest of a few samples: a thread that is preempted in between would be far off.
    for (let sample = 0; sample < SAMPLES; sample++) {
      const before = this.#read(CLOCK_BOOTTIME);
      const real = this.#read(CLOCK_REALTIME);
      const took = this.#read(CLOCK_BOOTTIME) - before;
      if (shortest >= 0n && took >= shortest) continue;
      shortest = took;
      offset = real - before - took / 2n;
    }
    return offset;
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#libc[Symbol.dispose]();
  }

  #read(clock: number): bigint {
    this.#libc.check(this.#libc.symbols.clock_gettime(clock, this.#bytes), "read the clock");
    const [seconds = 0n, nanoseconds = 0n] = this.#time;
    return seconds * 1_000_000_000n + nanoseconds;
  }
}

/** CLOCK_BOOTTIME in nanoseconds, once; who asks often keeps a {@linkcode Clock}. */
export function bootTimeNs(): bigint {
  using clock = new Clock();
  return clock.bootTimeNs();
}

/** CLOCK_REALTIME minus CLOCK_BOOTTIME in nanoseconds, once; who asks often keeps a {@linkcode Clock}. */
export function realtimeOffsetNs(): bigint {
  using clock = new Clock();
  return clock.realtimeOffsetNs();
}
