import { type Schedule, timerSchedule } from "#labels/schedule.ts";

/** How often the watchdog looks, in milliseconds. */
const LOOK_MS = 1_000;
/** So many looks in a row without a change are a standstill; a slow disk is none yet. */
const LOOKS = 30;

/**
 * Calls `still` when a heart has not beaten for half a minute: better a clear end than a process that lives and does
 * nothing. It counts its own looks and not the time, so that a process that was stopped as a whole is not mistaken.
 */
export class Watchdog implements Disposable {
  readonly #beats: () => number;
  readonly #still: (seconds: number) => void;
  readonly #schedule: Schedule;
  #last: number;
  #looks = 0;
  #cancel: () => void;

  /**
   * @param beats A count that changes about once a second.
   * @param still Called once, with the seconds that it has not changed for.
   */
  constructor(
    beats: () => number,
    still: (seconds: number) => void,
    schedule: Schedule = timerSchedule,
  ) {
    this.#beats = beats;
    this.#still = still;
    this.#schedule = schedule;
    this.#last = beats();
    this.#cancel = schedule(() => this.#look(), LOOK_MS);
  }

  /** Looks no more. */
  [Symbol.dispose](): void {
    this.#cancel();
  }

  #look(): void {
    const beats = this.#beats();
    this.#looks = beats === this.#last ? this.#looks + 1 : 0;
    this.#last = beats;
    if (this.#looks >= LOOKS) this.#still(LOOKS * LOOK_MS / 1_000);
    else this.#cancel = this.#schedule(() => this.#look(), LOOK_MS);
  }
}
