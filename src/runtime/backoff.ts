/** Ever longer pauses between attempts, with jitter so that many clients do not come back at once. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #random: () => number;
  #nextMs: number;

  /** @param random Yields numbers of [0, 1). */
  constructor(firstMs: number, longestMs: number, random: () => number = Math.random) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#random = random;
    this.#nextMs = firstMs;
  }

  /** Milliseconds to wait before the next attempt, never more than the longest. */
  next(): number {
    const ceiling = this.#nextMs;
    this.#nextMs = Math.min(this.#nextMs * 2, this.#longestMs);
    return ceiling * (0.5 + 0.5 * this.#random());
  }

  /** Starts again with the shortest pause. */
  reset(): void {
    this.#nextMs = this.#firstMs;
  }
}
