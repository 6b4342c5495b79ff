/** Questions under way at once: enough for a node that starts, and never so many that they crowd each other out. */
const AT_ONCE = 32;

/** One that waits for a place. */
interface Waiting {
  /** Told whether it may be asked. */
  readonly begin: (mayAsk: boolean) => void;
  isGivenUp: boolean;
}

/**
 * Lets only so many questions be asked at once. First ones go before repeated ones, and these take at most half of the
 * places: containers that nobody knows must not keep a new one from being asked for. Of the first ones the last goes
 * first: where so many wait that some will be late, a queue would make all of them late.
 */
export class Questions {
  readonly #atOnce: number;
  readonly #first: Waiting[] = [];
  readonly #repeated: Waiting[] = [];
  #underWay = 0;
  #repeatedUnderWay = 0;

  constructor(atOnce: number = AT_ONCE) {
    this.#atOnce = atOnce;
  }

  /**
   * Asks as soon as it may.
   *
   * @param giveUp Ends the waiting; a question that is under way goes on.
   * @returns Undefined where it was given up.
   */
  async ask<T>(
    isFirst: boolean,
    question: () => Promise<T>,
    giveUp?: AbortSignal,
  ): Promise<T | undefined> {
    if (giveUp?.aborted) return undefined;
    if (this.#hasPlace(isFirst)) this.#take(isFirst, 1);
    else if (!await this.#wait(isFirst, giveUp)) return undefined;
    try {
      return await question();
    } finally {
      this.#take(isFirst, -1);
      // A place goes to whoever waits for it.
      this.#admit(true, () => this.#first.pop());
      this.#admit(false, () => this.#repeated.shift());
    }
  }

  async #wait(isFirst: boolean, giveUp: AbortSignal | undefined): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = { begin: resolve, isGivenUp: false };
    const leave = () => {
      waiting.isGivenUp = true;
      resolve(false);
    };
    (isFirst ? this.#first : this.#repeated).push(waiting);
    giveUp?.addEventListener("abort", leave, { once: true });
    const mayAsk = await promise;
    giveUp?.removeEventListener("abort", leave);
    return mayAsk;
  }

  #hasPlace(isFirst: boolean): boolean {
    return this.#underWay < this.#atOnce &&
      (isFirst || this.#repeatedUnderWay < Math.max(1, this.#atOnce / 2));
  }

  #take(isFirst: boolean, places: 1 | -1): void {
    this.#underWay += places;
    if (!isFirst) this.#repeatedUnderWay += places;
  }

  #admit(isFirst: boolean, next: () => Waiting | undefined): void {
    while (this.#hasPlace(isFirst)) {
      const waiting = next();
      if (waiting === undefined) return;
      if (waiting.isGivenUp) continue;
      this.#take(isFirst, 1);
      waiting.begin(true);
    }
  }
}
