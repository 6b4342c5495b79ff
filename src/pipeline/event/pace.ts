/** A sleep that a record ends before is a quick one, in nanoseconds. */
const QUICK_NS = 500_000n;
/** So many quick sleeps in a row, and records come often. */
const QUICK_SLEEPS = 8;
/** So many naps in a row without a record, and they no longer do. */
const EMPTY_NAPS = 4;

/**
 * Whether the reader of the ring sleeps until the next record wakes it, or naps: sleeps for a moment whatever comes.
 *
 * The one who makes a record pays for the wake-up: the kernel interrupts a processor for it, which takes microseconds, in a
 * virtual machine more. Where records come in quick succession that is a part of all that the watched processes do.
 * Who naps is not woken and takes several records at once.
 */
export class Pace {
  #quick = 0;
  #naps = 0;

  /** A record has ended a sleep of that many nanoseconds. */
  woken(sleptNs: bigint): void {
    this.#quick = sleptNs < QUICK_NS ? this.#quick + 1 : 0;
    if (this.#quick >= QUICK_SLEEPS) this.#naps = EMPTY_NAPS;
  }

  /** There were records. */
  found(): void {
    if (this.#naps > 0) this.#naps = EMPTY_NAPS;
  }

  /** Whether to nap now, as there are none. */
  nap(): boolean {
    if (this.#naps === 0) return false;
    this.#naps--;
    if (this.#naps === 0) this.#quick = 0;
    return true;
  }
}
