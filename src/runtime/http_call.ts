/** One request under way: ends when its time is over, or one of the signals that may end it comes. */
export class HttpCall implements Disposable {
  readonly timeoutMs: number;
  readonly #stop = new AbortController();
  readonly #signals: readonly AbortSignal[];
  readonly #end = () => this.#stop.abort();
  readonly #timer: ReturnType<typeof setTimeout>;
  #late = false;

  constructor(timeoutMs: number, signals: readonly (AbortSignal | undefined)[]) {
    this.timeoutMs = timeoutMs;
    this.#signals = signals.filter((signal) => signal !== undefined);
    for (const signal of this.#signals) signal.addEventListener("abort", this.#end);
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.#end();
    }, timeoutMs);
  }

  /** Aborted when the request must end. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether the caller has given up. */
  get givenUp(): boolean {
    return this.#signals.some((signal) => signal.aborted);
  }

  /** Whether the time was over before the answer was there. */
  get late(): boolean {
    return this.#late;
  }

  /** What comes now may take as long as it likes. */
  lift(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#end);
  }
}
