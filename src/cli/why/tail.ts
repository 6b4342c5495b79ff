/** The last few of what comes: what is older is dropped. */
export class Tail<T> {
  readonly #limit: number;
  #items: T[] = [];

  /** @param limit How many are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Those that are kept, the oldest first. */
  get items(): readonly T[] {
    return this.#items.slice(-this.#limit);
  }

  /** The newest. */
  get last(): T | undefined {
    return this.#items.at(-1);
  }

  /** Adds one. */
  push(item: T): void {
    this.#items.push(item);
    if (this.#items.length >= 2 * this.#limit) this.#items = this.#items.slice(-this.#limit);
  }
}
