/** How long a path may be silent before it counts as stuck, in milliseconds; both beat once a second. */
export const SILENCE_LIMIT_MS = 10_000;

/** What {@link Health} watches. */
export interface HealthOptions {
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
  /** A count that changes about once a second while the event path runs. */
  readonly beats: () => number;
}

/** Whether the two paths of a run live, and whether events are being caught. */
export class Health {
  readonly #options: HealthOptions;
  #beats: number;
  #eventPathMs: number;
  #labelPathMs: number;
  #catching = false;
  #gaps: readonly string[] = [];

  /** Both paths have until {@link SILENCE_LIMIT_MS} from now to show a first sign of life. */
  constructor(options: HealthOptions) {
    this.#options = options;
    this.#beats = options.beats();
    this.#eventPathMs = this.#labelPathMs = options.now();
  }

  /** To be called once a second by a timer of the label path's thread: its own sign of life. */
  tick(): void {
    this.#labelPathMs = this.#options.now();
    this.#listen();
  }

  /** Events are being caught from now on; `gaps` says what this kernel does not let be caught of them. */
  catching(gaps: readonly string[]): void {
    this.#catching = true;
    this.#gaps = gaps;
  }

  /** What is not caught though all is well, a sentence each. */
  get gaps(): readonly string[] {
    return this.#gaps;
  }

  /** Why the program should be started anew; `undefined`: both paths live. */
  sickness(): string | undefined {
    this.#listen();
    const now = this.#options.now();
    return silence("the event path has not answered", now - this.#eventPathMs) ??
      silence("the label path's timers have not run", now - this.#labelPathMs);
  }

  /** Why events are not caught or not labelled; `undefined`: they are. */
  unreadiness(): string | undefined {
    return this.#catching ? this.sickness() : "events are not being caught";
  }

  #listen(): void {
    const beats = this.#options.beats();
    if (beats === this.#beats) return;
    this.#beats = beats;
    this.#eventPathMs = this.#options.now();
  }
}

function silence(what: string, ms: number): string | undefined {
  return ms <= SILENCE_LIMIT_MS ? undefined : `${what} for ${Math.floor(ms / 1000)} seconds`;
}
