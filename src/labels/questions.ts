/** Questions under way at once: enough for a node that starts, and never so many that they crowd each other out. */
const AT_ONCE = 32;

/** Lets only so many questions be asked at once; first ones go before repeated ones, else in the order of asking. */
export class Questions {
  readonly #atOnce: number;
  readonly #first: (() => void)[] = [];
  readonly #repeated: (() => void)[] = [];
  #underWay = 0;

  constructor(atOnce: number = AT_ONCE) {
    this.#atOnce = atOnce;
  }

  /** By how much pauses before repeated questions grow while `open` of them are to be repeated. */
  stretch(open: number): number {
    return Math.max(1, open / this.#atOnce);
  }

  /** Asks as soon as it may. */
  async ask<T>(isFirst: boolean, question: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#atOnce) {
      const queue = isFirst ? this.#first : this.#repeated;
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      this.#underWay++;
    }
    try {
      return await question();
    } finally {
      // The turn goes on to the next one, or ends.
      const next = this.#first.shift() ?? this.#repeated.shift();
      if (next === undefined) this.#underWay--;
      else next();
    }
  }
}
