/**
 * Follows the wall clock.
 *
 * @module
 */

import type { ClockFile } from "./clock_file.ts";
import { type ClockStep, isStep, withStep } from "./clock_steps.ts";

/**
 * From when on a step that was just seen holds, in nanoseconds from then. Every run looks at the clock once a second, so
 * that by then all have seen the step, and agreed on it, before there is a moment that it is to tell.
 */
const NOTICE_NS = 2_000_000_000n;

/** The wall clock's history, as one run has it. */
export class WallClock {
  readonly #clock: { realtimeOffsetNs(): bigint };
  readonly #file: Pick<ClockFile, "share"> | undefined;
  #steps: readonly ClockStep[] = [];

  /** @param file Shared with other runs; absent: this run keeps its own. */
  constructor(clock: { realtimeOffsetNs(): bigint }, file?: Pick<ClockFile, "share">) {
    this.#clock = clock;
    this.#file = file;
  }

  /**
   * Looks at the clock, which is to be done once a second and before records are taken; returns the whole history, the
   * oldest step first, when it has changed, else nothing.
   *
   * @param nowNs CLOCK_BOOTTIME, nanoseconds.
   */
  follow(nowNs: bigint): readonly ClockStep[] {
    const offsetNs = this.#clock.realtimeOffsetNs();
    if (!isStep(this.#steps, offsetNs)) return [];
    const begun = this.#steps.length > 0;
    // What was set while no run looked holds at once.
    if (!begun) this.#steps = this.#file?.share([]) ?? [];
    const lastNs = this.#steps.at(-1)?.fromNs ?? -1n;
    const fromNs = begun ? nowNs + NOTICE_NS : nowNs;
    const own = withStep(this.#steps, { fromNs: fromNs > lastNs ? fromNs : lastNs + 1n, offsetNs });
    const shared = this.#file?.share(own) ?? own;
    // Where nothing can be added to what is shared, the step is this run's own.
    this.#steps = isStep(shared, offsetNs) ? own : shared;
    return this.#steps;
  }
}
