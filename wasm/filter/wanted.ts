// Whether an event whose labels are known, or never will be, passes the filter.

import { action, ASK, DROP, PREDICATE, WRITE } from "../labels/table";
import { passes } from "./run";
import { predicate, unanswered } from "../state";
import { RECORD_TYPE } from "../wire";

// What a predicate says of a type of records; all else is where its program lies, from the predicate's beginning.
const NONE: u32 = 0;
const ALL: u32 = 1;

/** Whether the slot's events are written, or asked about one by one. */
// @inline
export function isAsked(slot: usize): bool {
  const what = action(slot);
  return what === WRITE || what === ASK;
}

/** Whether a checked record passes; slot 0: there was no room for one. */
export function isWanted(record: usize, slot: usize): bool {
  const what = slot === 0 ? unanswered : action(slot);
  if (what !== ASK) return what !== DROP;
  const asked = slot === 0 ? predicate : <usize> load<u32>(slot, PREDICATE);
  const entry = load<u32>(asked + (<usize> load<u16>(record, RECORD_TYPE) << 2));
  if (entry <= ALL) return entry !== NONE;
  return passes(asked + <usize> entry, record);
}
