/**
 * The wall clock as a function of boot time: every moment is told by the step that held then.
 *
 * @module
 */

/** From a boot time on, how far the wall clock is ahead of it; both in nanoseconds. */
export interface ClockStep {
  readonly fromNs: bigint;
  readonly offsetNs: bigint;
}

/** How many are kept. */
const MAX_STEPS = 64;
/** What is less is no step: measuring errs by that much at most. */
const SMALLEST_STEP_NS = 100_000n;

/** Whether an offset differs from the last one of a history. */
export function isStep(steps: readonly ClockStep[], offsetNs: bigint): boolean {
  const last = steps.at(-1);
  if (last === undefined) return true;
  const step = offsetNs - last.offsetNs;
  return step >= SMALLEST_STEP_NS || step <= -SMALLEST_STEP_NS;
}

/** A history, the oldest step first, and one more. What is no step, or comes too late to be one, changes nothing. */
export function withStep(steps: readonly ClockStep[], step: ClockStep): readonly ClockStep[] {
  const last = steps.at(-1);
  if (last !== undefined && (step.fromNs <= last.fromNs || !isStep(steps, step.offsetNs))) {
    return steps;
  }
  const [first = step, ...rest] = [...steps, step].slice(-MAX_STEPS);
  // The first that is known holds from the beginning.
  return [{ ...first, fromNs: 0n }, ...rest];
}
