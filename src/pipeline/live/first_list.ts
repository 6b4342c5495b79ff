import { type Schedule, timerSchedule } from "#labels/schedule.ts";

/** A list that takes longer is no longer waited for, milliseconds. */
const LONGEST_MS = 250;

/**
 * The beginning of a run, when the list of the first runtime that answers is under way: it names most of the containers
 * that are there, and a question for each of them would only make it later.
 */
export class FirstList {
  readonly #schedule: Schedule;
  readonly #answered = Promise.withResolvers<void>();
  #listed: Promise<void> | undefined;

  constructor(schedule: Schedule = timerSchedule) {
    this.#schedule = schedule;
  }

  /** Resolves when the list is there, or has been waited for, or no runtime answers. */
  async over(): Promise<void> {
    await this.#answered.promise;
    await this.#listed;
  }

  /** A runtime answers, or none does. Who wants to list it has begun with that by the end of this turn. */
  answered(): void {
    this.#schedule(() => this.#answered.resolve(), 0);
  }

  /** A list is under way; only the first one counts. */
  lists(list: Promise<unknown>): void {
    this.#listed ??= new Promise((resolve) => {
      const cancel = this.#schedule(resolve, LONGEST_MS);
      const done = () => {
        cancel();
        resolve();
      };
      list.then(done, done);
    });
  }
}
