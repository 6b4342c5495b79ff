import { OVER } from "#runtime/over.ts";
import type { Denying, LookupAge } from "#runtime/find.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { isYoung, retryPauseMs, type Schedule, stretch } from "../schedule.ts";
import { Denials } from "./denials.ts";
import type { FindResult } from "./source.ts";

/** What one question of a {@link Lookup} may start from. */
export interface Question {
  readonly age: LookupAge;
  /** What is known already. */
  readonly known: ContainerRecord | undefined;
  readonly denials: Denying;
}

/** What a {@link Lookup} needs from its surroundings. */
export interface LookupContext {
  /** Asks once. */
  readonly find: (question: Question, signal: AbortSignal) => Promise<FindResult>;
  readonly schedule: Schedule;
  /** How many look-ups there are, this one too. */
  open(): number;
  /** The container is known; the look-up is over. */
  found(record: ContainerRecord): void;
  /** Something is known, and better may come: now is the time to wait for it, or no longer. */
  foundSoFar(record: ContainerRecord, isWorthWaiting: boolean): void;
  /** One round of questions was in vain; another will follow. */
  missed(reason: string): void;
}

/** How a {@link Lookup} begins. */
export interface LookupStart {
  /** Milliseconds until the first question: what is there already is listed soon. */
  readonly afterMs: number;
}

/** For better labels than those that are known events wait so long, below the hold limit. */
const PATIENCE_MS = 1_500;

/** Asks for one container until a runtime names it or {@link stop} is called; one question at a time. */
export class Lookup {
  readonly #context: LookupContext;
  readonly #abort = new AbortController();
  readonly #denials = new Denials();
  readonly #isOld: boolean;
  #isNew = true;
  #attempt = 0;
  #asking = false;
  #askAgain = false;
  #known: ContainerRecord | undefined;
  #isPatient = true;
  #cancelPause: () => void = () => {};
  #cancelPatience: () => void = () => {};

  constructor(context: LookupContext, { afterMs }: LookupStart = { afterMs: 0 }) {
    this.#context = context;
    this.#isOld = afterMs > 0;
    if (!this.#isOld) this.#ask();
    else this.#cancelPause = context.schedule(() => this.#ask(), afterMs);
  }

  /** Whether something is known, and better is waited for. */
  get isWaiting(): boolean {
    return this.#known !== undefined && this.#isPatient;
  }

  /** Asks at once instead of at the end of the pause: a runtime has come up. */
  hurry(): void {
    this.#attempt = 0;
    if (this.#asking) this.#askAgain = true;
    else this.#ask();
  }

  /** A runtime has begun anew: it may be asked again. */
  reopen(endpoint: string): void {
    this.#denials.forget(endpoint);
  }

  /**
   * A runtime has listed all that it has without this container; what is new may not have been there yet.
   *
   * @param wasUnderWay The look-up was, when the list began.
   */
  unlisted(endpoint: string, wasUnderWay: boolean): void {
    if (this.#isOld) this.#denials.rule(endpoint, wasUnderWay);
  }

  /** Ends the look-up; nothing is reported any more. */
  stop(): void {
    this.#abort.abort(OVER);
    this.#cancelPause();
    this.#cancelPatience();
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
    const question = { age: this.#age(), known: this.#known, denials: this.#denials };
    this.#isNew = false;
    this.#context.find(question, signal).then((result) => {
      this.#asking = false;
      if (!signal.aborted && !this.#isOver(result)) this.#askLater(result);
    });
  }

  /** Tells what came of a question; whether nothing else is to be asked. */
  #isOver(result: FindResult): boolean {
    const { record } = result;
    if (record === undefined) {
      if (this.#known === undefined) this.#context.missed(result.reason);
      else if (result.isFinal === true) this.#settle();
      return false;
    }
    if (result.mayImprove !== true) {
      this.#context.found(record);
      return true;
    }
    if (this.#known === undefined) {
      this.#cancelPatience = this.#context.schedule(() => this.#settle(), PATIENCE_MS);
    }
    this.#known = record;
    this.#context.foundSoFar(record, this.#isPatient);
    return false;
  }

  /** What is known has to do for now. */
  #settle(): void {
    this.#cancelPatience();
    if (!this.isWaiting || this.#known === undefined) return;
    this.#isPatient = false;
    this.#context.foundSoFar(this.#known, false);
  }

  #askLater(result: FindResult): void {
    if (this.#askAgain) {
      this.#askAgain = false;
      this.#ask();
      return;
    }
    this.#attempt++;
    // Who has been asked for so long in vain is asked again when a runtime begins anew.
    const isVain = this.#known !== undefined && !isYoung(this.#attempt);
    if (isVain || result.record === undefined && result.isFinal === true) return;
    const pauseMs = retryPauseMs(this.#attempt) * stretch(this.#context.open());
    this.#cancelPause = this.#context.schedule(() => this.#ask(), pauseMs);
  }
}
