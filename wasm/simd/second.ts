// The second that stands in the literals of lines. It holds for a window of the boot clock, so that most events
// need neither the wall clock nor a division.

import { lastStep, offsetAt, wallClock } from "../clock";
import { secondText } from "../text/time";
import { putSeconds } from "../kinds/literals";

export const NANOSECONDS: u64 = 1000000000;

let windowStart: u64 = 0;
let windowLength: u64 = 0;

/** Nanoseconds since the window's start; no window where they are as many as `windowSize()` or more. */
// @inline
export function sinceWindow(bootTime: u64): u64 {
  return bootTime - windowStart;
}

// @inline
export function windowSize(): u64 {
  return windowLength;
}

/** To be called when the wall clock steps. */
export function closeWindow(): void {
  windowLength = 0;
}

/** Puts the second of a time into the literals; returns its nanoseconds. */
export function moveWindow(bootTime: u64): u64 {
  const time = wallClock(bootTime);
  const second = time / NANOSECONDS;
  const nanoseconds = time - second * NANOSECONDS;
  const text = secondText(second);
  putSeconds(text);
  windowStart = bootTime - nanoseconds;
  // No window where a part of the second would be clamped, or lie before the boot clock's zero, behind its end, or before
  // the wall clock's last step.
  const whole = time === bootTime + <u64> offsetAt(bootTime) && bootTime >= nanoseconds &&
    windowStart >= lastStep &&
    windowStart <= u64.MAX_VALUE - NANOSECONDS;
  windowLength = whole ? NANOSECONDS : 0;
  return nanoseconds;
}

/** Writes the 20 characters of a second. */
// @inline
export function putSecond(at: usize, text: usize): void {
  v128.store(at, v128.load(text));
  store<u32>(at, load<u32>(text, 16), 16);
}
