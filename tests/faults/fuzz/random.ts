/** xorshift32: the same numbers for the same seed, in a few nanoseconds. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds are not to begin alike, and 0 would stay 0.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0 || 1;
  }

  /** A whole number of 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
}
