import { Backoff } from "../backoff.ts";
import { mayBeSurpassed } from "./inventory.ts";
import { OVER } from "../over.ts";
import type { RuntimeError } from "../runtime_error.ts";
import { Turns } from "./turns.ts";
import type { ContainerRecord } from "../types.ts";

/** What came of a question to one runtime; "not-found" where it answered that it does not know. */
export type Answer = "done" | "not-found" | RuntimeError;

/** What a {@linkcode Finding} starts from. */
export interface FindingOptions<Runtime> {
  /** Everybody who may know. */
  readonly asked: readonly Runtime[];
  /** Those of them that are asked first. */
  readonly named: ReadonlySet<Runtime>;
  /** Those of them that may be about to learn of it. */
  readonly learning: ReadonlySet<Runtime>;
  /** Ends it. */
  readonly signals: readonly (AbortSignal | undefined)[];
}

/** A record that another runtime may surpass waits so long for that, milliseconds. */
const SURPASS_MS = 200;
/** Pauses before a runtime is asked again while another one is waited for, milliseconds. */
const AGAIN_MS = { first: 5, longest: 500 };

/** One look-up under way: who is asked when, and when there is an answer. */
export class Finding<Runtime> implements Disposable {
  readonly #options: FindingOptions<Runtime>;
  readonly #turns: Turns;
  readonly #waitedFor: Set<Runtime>;
  readonly #enough = Promise.withResolvers<void>();
  readonly #allHeard = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  readonly #end = () => this.#over.abort(OVER);
  readonly #records: ContainerRecord[] = [];
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FindingOptions<Runtime>) {
    this.#options = options;
    this.#turns = new Turns(options.named.size);
    this.#waitedFor = new Set(options.asked);
    for (const signal of options.signals) {
      if (signal?.aborted) this.#end();
      signal?.addEventListener("abort", this.#end, { once: true });
    }
  }

  /** What was found so far. */
  get records(): readonly ContainerRecord[] {
    return this.#records;
  }

  /** Resolves when nobody else has to be heard. */
  get enough(): Promise<void> {
    return this.#enough.promise;
  }

  /** Aborted when nothing more is to be asked. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /**
   * Asks one runtime when it is its turn. A new container may be made known to it only now: it is asked again for as
   * long as there are others who have not answered at all, so that one that hangs delays nobody else's containers.
   *
   * @param question Undefined where it was given up.
   */
  async ask(runtime: Runtime, question: () => Promise<Answer | undefined>): Promise<Answer> {
    if (!this.#options.named.has(runtime)) await this.#turns.others;
    const pauses = new Backoff(AGAIN_MS.first, AGAIN_MS.longest);
    while (!this.#isOver()) {
      const answer = await question() ?? "done";
      this.heard(runtime);
      const isLearning = this.#options.learning.has(runtime);
      if (answer !== "not-found" || !isLearning || this.#isAllHeard()) return answer;
      await this.#pause(pauses.next());
      if (this.#isAllHeard()) return answer;
    }
    return "done";
  }

  /** Takes what a runtime knows. */
  found(record: ContainerRecord): void {
    if (this.over.aborted) return;
    this.#records.push(record);
    // The others' answers are no longer waited for, and not cancelled: servers limit how often that is done.
    if (!mayBeSurpassed(record)) this.#enough.resolve();
    else this.#grace ??= setTimeout(this.#enough.resolve, SURPASS_MS);
  }

  /** This runtime has answered, or can't. */
  heard(runtime: Runtime): void {
    if (!this.#waitedFor.delete(runtime)) return;
    if (this.#options.named.has(runtime)) this.#turns.answered();
    if (this.#isAllHeard()) this.#allHeard.resolve();
  }

  /** Nothing more is asked. */
  [Symbol.dispose](): void {
    this.#end();
    for (const signal of this.#options.signals) signal?.removeEventListener("abort", this.#end);
    this.#turns.end();
    clearTimeout(this.#grace);
  }

  #isAllHeard(): boolean {
    return this.#waitedFor.size === 0;
  }

  #isOver(): boolean {
    return this.over.aborted || this.#records.some((record) => !mayBeSurpassed(record));
  }

  /** Waits until everybody has been heard, but not longer than this. */
  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#allHeard.promise.then(resolve);
    this.over.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }
}
