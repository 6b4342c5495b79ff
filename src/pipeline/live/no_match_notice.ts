import { type ContainerFilter, describeFilter } from "#labels/filter/container_filter.ts";
import { type Schedule, timerSchedule } from "#labels/schedule.ts";

/** How long a filter may match nothing before that is said, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Says once that a filter matches no container so far: it may be misspelt, or its pods are yet to come. */
export class NoMatchNotice {
  readonly #filter: ContainerFilter | undefined;
  readonly #matched: () => boolean;
  readonly #say: (line: string) => void;
  readonly #schedule: Schedule;
  #cancel: (() => void) | undefined;

  /** Says nothing, ever, without a filter. */
  constructor(
    filter: ContainerFilter | undefined,
    matched: () => boolean,
    say: (line: string) => void,
    schedule: Schedule = timerSchedule,
  ) {
    this.#filter = filter;
    this.#matched = matched;
    this.#say = say;
    this.#schedule = schedule;
  }

  /** A runtime has told of all its containers: from now on a match can be expected. */
  listed(): void {
    const filter = this.#filter;
    if (filter === undefined) return;
    this.#cancel ??= this.#schedule(() => {
      if (this.#matched()) return;
      this.#say(`no container matches ${describeFilter(filter)}; waiting for one`);
    }, PATIENCE_MS);
  }

  /** Says nothing any more. */
  close(): void {
    this.#cancel?.();
    this.#cancel = () => {};
  }
}
