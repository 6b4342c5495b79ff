// One finished line: what the record gives, then the label fragment of the cgroup's slot.

import {
  count,
  inContainer,
  keepsRecords,
  lineWritten,
  out,
  setInContainer,
  setOut,
} from "./state";
import { recordLength } from "./record";
import {
  FRAGMENT,
  LABEL,
  REASON,
  REASON_NO_ANSWER,
  REASON_NO_MEMORY,
  REASON_NO_SLOT,
} from "./labels/table";
import { decimal64 } from "./text/decimal";
import {
  FILTERED_TYPE,
  LABEL_HOST,
  LABEL_RESOLVED,
  LABEL_UNRESOLVED,
  LINES_RESOLVED,
  LINES_UNRESOLVED,
} from "./layout";
import { CONTAINER_TYPES, RECORD_CGROUP_ID, RECORD_TYPE, RING_HEADER_SIZE } from "./wire";
import { recordPart } from "./line";
import { put } from "./scalar/put";

/** Writes a checked record's line; `head` is its type and flags. Output must not be full, lines must be left. Slot 0: there was no room for one. */
// @inline
export function writeLine(record: usize, slot: usize, head: u32): void {
  // What is not known yet is taken for a container's: its own id said so, or nothing has said that it is the host's.
  setInContainer(slot !== 0 && load<u8>(slot, LABEL) === LABEL_HOST ? 0 : 4);
  if (inContainer === 0 && (CONTAINER_TYPES >> (head & 0xFFFF)) & 1) return count(FILTERED_TYPE, 1);
  lineWritten();
  const at = recordPart(out, record, head);
  // u32 address, u32 length.
  const fragment = slot === 0 ? 0 : load<u64>(slot, FRAGMENT);
  if (fragment === 0) return setOut(reason(at, record, slot));
  let from = <usize> fragment;
  let to = at;
  const end = at + <usize> (fragment >> 32);
  // Copies of 64 bytes are inlined; one of the right length would be a call.
  do {
    memory.copy(to, from, 64);
    to += 64;
    from += 64;
  } while (to < end);
  setOut(end);
  const label = load<u8>(slot, LABEL);
  // A constant address needs no bounds check.
  if (label === LABEL_RESOLVED) count(LINES_RESOLVED, 1);
  else count(LINES_RESOLVED + <usize> label, 1);
}

/** The same, not inlined: for events that are not the common case. */
export function writeOtherLine(record: usize, slot: usize): void {
  if (keepsRecords) return keepRecord(record, slot);
  writeLine(record, slot, load<u32>(record, RECORD_TYPE));
}

/** Writes the record itself, framed as in the ring. */
function keepRecord(record: usize, slot: usize): void {
  const isHost = slot !== 0 && load<u8>(slot, LABEL) === LABEL_HOST;
  if (isHost && (CONTAINER_TYPES >> <u32> load<u16>(record, RECORD_TYPE)) & 1) {
    return count(FILTERED_TYPE, 1);
  }
  lineWritten();
  const length = recordLength(record);
  store<u64>(out, <u64> length);
  memory.copy(out + RING_HEADER_SIZE, record, length);
  setOut(out + RING_HEADER_SIZE + length);
  const label = slot === 0 ? <usize> LABEL_UNRESOLVED : <usize> load<u8>(slot, LABEL);
  count(LINES_RESOLVED + label, 1);
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
