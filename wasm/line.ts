// The two line writers: the module that ships is built with SIMD; its plain twin, without, checks it.

import { addStep } from "./clock";
import { initLiterals } from "./kinds/literals";
import { plainLine } from "./kinds/plain";
import { usualLine } from "./kinds/usual";
import { closeWindow } from "./simd/second";
import { initTables } from "./simd/tables";

export function initLine(): void {
  if (ASC_FEATURE_SIMD) {
    initTables();
    initLiterals();
  }
}

/** From a boot time on, CLOCK_REALTIME - CLOCK_BOOTTIME is `offset`; nanoseconds. */
export function stepClock(from: u64, offset: i64): void {
  addStep(from, offset);
  if (ASC_FEATURE_SIMD) closeWindow();
}

/** Writes what a checked record gives to its line, whose u16 type and u16 flags are `head`; returns the end. */
// @inline
export function recordPart(at: usize, record: usize, head: u32): usize {
  if (ASC_FEATURE_SIMD) return usualLine(at, record, head);
  return plainLine(at, record);
}
