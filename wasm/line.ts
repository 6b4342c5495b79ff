// The two line writers: the module that ships is built with SIMD; its plain twin, without, checks it.

import { initLiterals } from "./kinds/literals";
import { plainLine } from "./kinds/plain";
import { usualLine } from "./kinds/usual";
import { closeWindow } from "./simd/second";
import { initTables } from "./simd/tables";
import { setClockOffset as setOffset } from "./state";

export function initLine(): void {
  if (ASC_FEATURE_SIMD) {
    initTables();
    initLiterals();
  }
}

/** Sets CLOCK_REALTIME - CLOCK_BOOTTIME, nanoseconds. */
export function setClockOffset(offset: i64): void {
  setOffset(offset);
  if (ASC_FEATURE_SIMD) closeWindow();
}

/** Writes what a checked record gives to its line, whose u16 type and u16 flags are `head`; returns the end. */
// @inline
export function recordPart(at: usize, record: usize, head: u32): usize {
  if (ASC_FEATURE_SIMD) return usualLine(at, record, head);
  return plainLine(at, record);
}
