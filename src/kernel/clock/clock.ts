/**
 * The clocks of the records and of the lines.
 *
 * @module
 */

import { KernelError } from "../errno.ts";
import { Libc } from "../libc.ts";
import { readThrough } from "../special_files.ts";

const NAMESPACE_OFFSETS = "/proc/self/timens_offsets";

const CLOCK_REALTIME = 0;
const CLOCK_REALTIME_COARSE = 5;
const CLOCK_MONOTONIC_COARSE = 6;
const CLOCK_BOOTTIME = 7;
const SAMPLES = 5;

/** What a time namespace adds to clocks, nanoseconds. */
interface NamespaceOffsets {
  readonly monotonic: bigint;
  readonly boottime: bigint;
}

/** Reads the kernel's clocks. */
export class Clock implements Disposable {
  readonly #libc = Libc.open("clock_gettime", "open", "read");
  readonly #time = new BigInt64Array(new ArrayBuffer(16));
  readonly #bytes = new Uint8Array(this.#time.buffer);
  readonly #namespace = namespaceOffsets(this.#libc);

  /** CLOCK_BOOTTIME of the initial time namespace, in nanoseconds: the clock of the records. */
  bootTimeNs(): bigint {
    return this.#read(CLOCK_BOOTTIME) - this.#namespace.boottime;
  }

  /**
   * CLOCK_REALTIME minus CLOCK_BOOTTIME in nanoseconds. It changes whenever the wall clock is set, and then only. It is
   * the same whoever asks, but on a machine that has slept since it booted: there it is right to some tens of nanoseconds.
   */
  realtimeOffsetNs(): bigint {
    let shortest = -1n;
    let earliest = 0n;
    // The narrowest of a few samples: a thread that is preempted in between would be far off.
    for (let sample = 0; sample < SAMPLES; sample++) {
      const before = this.bootTimeNs();
      const real = this.#read(CLOCK_REALTIME);
      const after = this.bootTimeNs();
      if (shortest >= 0n && after - before >= shortest) continue;
      shortest = after - before;
      earliest = real - after;
    }
    const exact = this.#sleeplessOffsetNs();
    const possible = exact !== undefined && exact >= earliest && exact <= earliest + shortest;
    return possible ? exact : earliest + shortest / 2n;
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#libc[Symbol.dispose]();
  }

  /**
   * CLOCK_REALTIME minus CLOCK_MONOTONIC, which is CLOCK_BOOTTIME without the time asleep. The coarse clocks stand still
   * between two ticks, so that both can be read at one moment.
   */
  #sleeplessOffsetNs(): bigint | undefined {
    for (let sample = 0; sample < SAMPLES; sample++) {
      const before = this.#read(CLOCK_MONOTONIC_COARSE);
      const real = this.#read(CLOCK_REALTIME_COARSE);
      if (this.#read(CLOCK_MONOTONIC_COARSE) !== before) continue;
      return real - before + this.#namespace.monotonic;
    }
    return undefined;
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

/** Nothing where the kernel has no time namespaces. */
function namespaceOffsets(libc: Libc<"open" | "read">): NamespaceOffsets {
  let text = "";
  try {
    text = new TextDecoder().decode(readThrough(libc, NAMESPACE_OFFSETS));
  } catch (error) {
    if (!(error instanceof KernelError && error.code === "ENOENT")) throw error;
  }
  return { monotonic: offsetOf(text, "monotonic"), boottime: offsetOf(text, "boottime") };
}

/** From a line of timens_offsets (time_namespaces(7)): the clock's name, seconds, nanoseconds. */
function offsetOf(text: string, clock: string): bigint {
  const [, seconds = "0", nanoseconds = "0"] =
    new RegExp(`^${clock} +(-?\\d+) +(\\d+)$`, "m").exec(text) ?? [];
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}
