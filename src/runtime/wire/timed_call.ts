import { OVER } from "../over.ts";

/** One call under way: ends when its time is over, when one of the signals that may end it comes, or when told to. */
export class TimedCall implements Disposable {
  readonly #stop = new AbortController();
  readonly #signals: readonly AbortSignal[];
  readonly #end = () => this.end();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #late = false;

  /** @param timeoutMs Absent: it may take as long as it likes. */
  constructor(timeoutMs: number | undefined, signals: readonly (AbortSignal | undefined)[]) {
    this.#signals = signals.filter((signal) => signal !== undefined);
    for (const signal of this.#signals) signal.addEventListener("abort", this.#end);
    this.#timer = timeoutMs === undefined ? undefined : setTimeout(() => {
      this.#late = true;
      this.end();
    }, timeoutMs);
    if (this.givenUp) this.end();
  }

  /** Aborted when the call must end. */
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

  /** Ends it, as when enough was heard. */
  end(): void {
    this.#stop.abort(OVER);
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
