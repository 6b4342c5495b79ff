/** Questions under way at once: enough for a node that starts, and never so many that they crowd each other out. */
const AT_ONCE = 32;

/**
 * Lets only so many questions be asked at once, in the order of asking. First ones go before repeated ones, and these
 * take at most half of the places: containers that nobody knows must not keep a new one from being asked for.
 */
export class Questions {
  readonly #atOnce: number;
  readonly #first: (() => void)[] = [];
  readonly #repeated: (() => void)[] = [];
  #underWay = 0;
  #repeatedUnderWay = 0;

  constructor(atOnce: number = AT_ONCE) {
    this.#atOnce = atOnce;
  }

  /** By how much pauses before repeated questions grow while `open` of them are to be repeated. */
  stretch(open: number): number {
    return Math.max(1, open / this.#atOnce);
  }

  /** Asks as soon as it may. */
  async ask<T>(isFirst: boolean, question: () => Promise<T>): Promise<T> {
    if (this.#hasPlace(isFirst)) this.#take(isFirst, 1);
    else {await new Promise<void>((resolve) =>
        (isFirst ? this.#first : this.#repeated).push(resolve)
      );}
    try {
      return await question();
    } finally {
      this.#take(isFirst, -1);
      // A place goes to whoever waits for it.
      this.#admit(true, this.#first);
      this.#admit(false, this.#repeated);
    }
  }

  #hasPlace(isFirst: boolean): boolean {
    return this.#underWay < this.#atOnce &&
      (isFirst || this.#repeatedUnderWay < Math.max(1, this.#atOnce / 2));
  }

  #take(isFirst: boolean, places: 1 | -1): void {
    this.#underWay += places;
    if (!isFirst) this.#repeatedUnderWay += places;
  }

  #admit(isFirst: boolean, waiting: (() => void)[]): void {
    while (this.#hasPlace(isFirst)) {
      const begin = waiting.shift();
      if (begin === undefined) return;
      this.#take(isFirst, 1);
      begin();
    }
  }
}
