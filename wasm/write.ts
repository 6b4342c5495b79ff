// One finished line: the process part, then the label fragment of the cgroup's slot.

import { count, linesLeft, lineWritten, out, setOut } from "./state";
import {
  FRAGMENT,
  FRAGMENT_LENGTH,
  LABEL,
  REASON,
  REASON_NO_ANSWER,
  REASON_NO_MEMORY,
  REASON_NO_SLOT,
} from "./table";
import { decimal64 } from "./decimal";
import { LINES_RESOLVED, LINES_UNRESOLVED } from "./layout";
import { RECORD_CGROUP_ID } from "./wire";
import { processPart } from "./line";
import { put } from "./scalar/put";

/** Writes the line of a checked record; the output must not be full. Slot 0: there was no room for one. */
// @inline
export function writeLine(record: usize, slot: usize): void {
  if (linesLeft === 0) return;
  lineWritten();
  const at = processPart(out, record);
  const fragment = slot === 0 ? 0 : <usize> load<u32>(slot, FRAGMENT);
  if (fragment === 0) return setOut(reason(at, record, slot));
  const length = <usize> load<u32>(slot, FRAGMENT_LENGTH);
  memory.copy(at, fragment, length);
  setOut(at + length);
  count(LINES_RESOLVED + <usize> load<u8>(slot, LABEL), 1);
}

/** The rest of a line for which there is no fragment. */
function reason(at: usize, record: usize, slot: usize): usize {
  count(LINES_UNRESOLVED, 1);
  at = put(at, ',"cgroup":{"id":"');
  at = decimal64(at, load<u64>(record, RECORD_CGROUP_ID));
  at = put(at, '"},"label_state":"unresolved","label_reason":"');
  const why = slot === 0 ? REASON_NO_SLOT : <u32> load<u8>(slot, REASON);
  if (why === REASON_NO_ANSWER) at = put(at, "the label path has not answered");
  else if (why === REASON_NO_MEMORY) at = put(at, "the memory for labels is full");
  else at = put(at, "the label table is full");
  return put(at, '"}\n');
}
