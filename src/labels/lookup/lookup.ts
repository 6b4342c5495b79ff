import { OVER } from "#runtime/over.ts";
import type { LookupAge } from "#runtime/find.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { isYoung, retryPauseMs, type Schedule, stretch } from "../schedule.ts";
import type { FindResult } from "./source.ts";

/** What a {@link Lookup} needs from its surroundings. */
export interface LookupContext {
  /** Asks once. */
  readonly find: (age: LookupAge, signal: AbortSignal) => Promise<FindResult>;
  readonly schedule: Schedule;
  /** How many look-ups there are, this one too. */
  open(): number;
  /** The container is known; the look-up is over. */
  found(record: ContainerRecord): void;
  /** One round of questions was in vain; another will follow. */
  missed(reason: string): void;
}

/** Asks for one container until a runtime names it or {@link stop} is called; one question at a time. */
export class Lookup {
  readonly #context: LookupContext;
  readonly #abort = new AbortController();
  #isNew = true;
  #attempt = 0;
  #asking = false;
  #askAgain = false;
  #cancelPause: () => void = () => {};

  constructor(context: LookupContext) {
    this.#context = context;
    this.#ask();
  }

  /** Asks at once instead of at the end of the pause: a runtime has come up. */
  hurry(): void {
    this.#attempt = 0;
    if (this.#asking) this.#askAgain = true;
    else this.#ask();
  }

  /** Ends the look-up; nothing is reported any more. */
  stop(): void {
    this.#abort.abort(OVER);
    this.#cancelPause();
  }

  #age(): LookupAge {
    if (this.#isNew) return "new";
    return isYoung(this.#attempt) ? "young" : "old";
  }

  #ask(): void {
    this.#cancelPause();
    if (this.#abort.signal.aborted) return;
    this.#asking = true;
    const { signal } = this.#abort;
    const age = this.#age();
    this.#isNew = false;
    this.#context.find(age, signal).then((result) => {
      this.#asking = false;
      if (signal.aborted) return;
      if (result.record !== undefined) {
        this.#context.found(result.record);
        return;
      }
      this.#context.missed(result.reason);
      if (this.#askAgain) {
        this.#askAgain = false;
        this.#ask();
        return;
      }
      this.#attempt++;
      const pauseMs = retryPauseMs(this.#attempt) * stretch(this.#context.open());
      this.#cancelPause = this.#context.schedule(() => this.#ask(), pauseMs);
    });
  }
}
