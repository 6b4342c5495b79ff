// Options, positions and counters: what is fixed, or moves with every line.

import { COUNTERS, NOTICES, OUTPUT, OUTPUT_SIZE } from "./layout";

/** Bit mask, `1 << record type`, of what becomes a line. */
export let types: u32 = 0;
export let includeHost: bool = false;
/** How long an event may wait for its labels, nanoseconds. */
export let holdLimit: u64 = 0;
/** Lines that may still be written. */
export let linesLeft: u64 = u64.MAX_VALUE;
/** Added to the number of an origin: 4 where the line's process is in a container, else 0. */
export let inContainer: u32 = 0;
/** What becomes of events of whose labels nothing is known: an action of the label table, and its predicate. */
export let unanswered: u32 = 1;
export let predicate: usize = 0;
/** Records as they are take the place of lines: what a filter lets into a recording. No slot is written unasked then. */
export let keepsRecords: bool = false;
/** Where the next line begins. */
export let out: usize = OUTPUT;
/** No line begins behind it; below every `out` when no lines are left. */
let outLimit: usize = OUTPUT + OUTPUT_SIZE;
/** Where the next notice goes. */
export let noticeEnd: usize = NOTICES;

export function setOptions(typeMask: u32, host: bool, limit: u64, lines: u64): void {
  types = typeMask;
  includeHost = host;
  holdLimit = limit;
  linesLeft = lines;
  if (lines === 0) outLimit = 0;
}

/** From now on records take the place of lines. */
export function keepRecords(): void {
  keepsRecords = true;
}

/** What becomes of events of whose labels nothing is known. */
export function setUnanswered(action: u32, asked: usize): void {
  unanswered = action;
  predicate = asked;
}

// @inline
export function setInContainer(value: u32): void {
  inContainer = value;
}

// @inline
export function setOut(at: usize): void {
  out = at;
}

// @inline
export function setNoticeEnd(at: usize): void {
  noticeEnd = at;
}

// @inline
export function lineWritten(): void {
  linesLeft -= 1;
  if (linesLeft === 0) outLimit = 0;
}

/** Whether no line may be begun: the output is full, or no lines are left. */
// @inline
export function outputFull(): bool {
  return out > outLimit;
}

// @inline
export function count(counter: usize, by: u64): void {
  const at = COUNTERS + (counter << 3);
  store<u64>(at, load<u64>(at) + by);
}
