// The wall clock: a distance from the boot clock that steps. Every moment is told by the step that held then, so that it
// is the same one in every line, also in those that are written after the next step.

import { CLOCK_STEP_SIZE, CLOCK_STEPS, CLOCK_STEPS_COUNT } from "./layout";

// Offsets in a step.
const FROM: usize = 0;
const OFFSET: usize = 8;

/** The end of the last whole second that 64 bits hold, in 2554. */
const LATEST: u64 = 18446744072999999999;

let steps: usize = CLOCK_STEPS;
/** Boot time from which on the last step holds, nanoseconds. */
export let lastStep: u64 = 0;
let lastOffset: i64 = 0;

/** From a boot time on, CLOCK_REALTIME - CLOCK_BOOTTIME is this, nanoseconds; what was to hold from then on is forgotten. */
export function addStep(from: u64, offset: i64): void {
  while (steps > CLOCK_STEPS && load<u64>(steps - CLOCK_STEP_SIZE, FROM) >= from) {
    steps -= CLOCK_STEP_SIZE;
  }
  if (steps === CLOCK_STEPS + CLOCK_STEPS_COUNT * CLOCK_STEP_SIZE) {
    steps -= CLOCK_STEP_SIZE;
    memory.copy(CLOCK_STEPS, CLOCK_STEPS + CLOCK_STEP_SIZE, steps - CLOCK_STEPS);
  }
  store<u64>(steps, from, FROM);
  store<i64>(steps, offset, OFFSET);
  steps += CLOCK_STEP_SIZE;
  lastStep = from;
  lastOffset = offset;
}

/** A boot-clock time on the wall clock, nanoseconds since 1970; clamped, never wrapped. */
// @inline
export function wallClock(bootTime: u64): u64 {
  const offset = offsetAt(bootTime);
  const time = bootTime + <u64> offset;
  if (offset < 0) return time > bootTime ? 0 : min(time, LATEST);
  return time < bootTime ? LATEST : min(time, LATEST);
}

/** CLOCK_REALTIME - CLOCK_BOOTTIME at a boot time, nanoseconds. */
// @inline
export function offsetAt(bootTime: u64): i64 {
  return bootTime >= lastStep ? lastOffset : earlierOffset(bootTime);
}

/** The first step that is known holds from the beginning. */
function earlierOffset(bootTime: u64): i64 {
  let step = steps - CLOCK_STEP_SIZE;
  while (step > CLOCK_STEPS && load<u64>(step, FROM) > bootTime) step -= CLOCK_STEP_SIZE;
  return load<i64>(step, OFFSET);
}
