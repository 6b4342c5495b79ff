// The entry: what TypeScript may call. No imports, no managed objects, one fixed memory.
// `// @inline` before a function is AssemblyScript's decorator: the formatter would delete it, so the build adds it.

import { MEMORY_END, STATE } from "./layout";
import { initDecimal } from "./text/decimal";
import { initLine } from "./line";
import { initWords } from "./kinds/words";
import { initLineage } from "./lineage/literals";
import { anyLimited } from "./filter/limit";
import { linesLeft, noticeEnd, out, setNoticeEnd, setOut } from "./state";

export { consume } from "./ring";
export { flush } from "./flush";
export {
  commandFinal,
  commandForget,
  commandHold,
  commandPredicate,
  expire,
  releaseAll,
} from "./labels/labels";
export { limitsTold, setLimits } from "./filter/limit";
export { nextSlot } from "./labels/table";
export { redact, startRedaction } from "./redact/redact";
export { stepClock } from "./line";
export { setBoot } from "./lineage/exec_id";
export { wallClock } from "./clock";
export { keepRecords, setOptions, setUnanswered } from "./state";

/** Fills the tables; to be called once, before anything else. */
export function init(): void {
  if (__heap_base > STATE || <usize> memory.size() << 16 < MEMORY_END) unreachable();
  initDecimal();
  initLine();
  initLineage();
  initWords();
}

/** The end of the finished lines. */
export function outputEnd(): usize {
  return out;
}

/** The end of the notices. */
export function noticesEnd(): usize {
  return noticeEnd;
}

/** Marks output and notices as taken. */
export function outputTaken(to: usize): void {
  setOut(to);
}

export function noticesTaken(to: usize): void {
  setNoticeEnd(to);
}

/** Whether limits have lost events since that was told. */
export function hasLimited(): bool {
  return anyLimited;
}

/** Whether as many lines were written as were asked for. */
export function done(): bool {
  return linesLeft === 0;
}
