// The two line writers: the module that ships is built with SIMD; its plain twin, without, checks it.

import { processPart as plainProcessPart } from "./scalar/line";
import { processPart as fastProcessPart } from "./simd/line";
import { closeWindow } from "./simd/second";
import { initTables } from "./simd/tables";
import { setClockOffset as setOffset } from "./state";

export function initLine(): void {
  if (ASC_FEATURE_SIMD) initTables();
}

/** Sets CLOCK_REALTIME - CLOCK_BOOTTIME, nanoseconds. */
export function setClockOffset(offset: i64): void {
  setOffset(offset);
  if (ASC_FEATURE_SIMD) closeWindow();
}

/** Writes the line of a checked record, whose u16 type and u16 flags are `head`, up to the brace that closes `process`; returns the end. */
// @inline
export function processPart(at: usize, record: usize, head: u32): usize {
  if (ASC_FEATURE_SIMD) return fastProcessPart(at, record, head);
  return plainProcessPart(at, record, head);
}
