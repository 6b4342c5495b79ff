// How many events of a kind one cgroup may have in a second, and of how many processes one is shown.

import { count } from "../state";
import { limitOf } from "../labels/limits";
import { FILTERED, LIMIT_SIZE, LIMITED } from "../layout";
import { RECORD_PID, RECORD_START_TIME_NS, RECORD_TIME_NS, RECORD_TYPE } from "../wire";

/** Events of a type in a second; 0: no limit. */
let limit: u32 = 0;
/** One process of so many; 0: all. */
let sample: u32 = 0;
/** Whether any was lost since that was told. */
export let anyLimited: bool = false;

const SECOND: u64 = 1000000000;
const MIXER: u64 = 0x9E3779B97F4A7C15;

export function setLimits(perSecond: u32, oneOf: u32): void {
  limit = perSecond;
  sample = oneOf;
}

export function limitsTold(): void {
  anyLimited = false;
}

/** Whether an event that passes may be written; slot 0: there was no room for one. */
export function isWithin(record: usize, slot: usize): bool {
  if (sample !== 0 && !isSampled(record)) {
    count(FILTERED, 1);
    return false;
  }
  if (limit === 0 || slot === 0) return true;
  const entry = limitOf(slot) + <usize> load<u16>(record, RECORD_TYPE) * LIMIT_SIZE;
  const second = <u32> (load<u64>(record, RECORD_TIME_NS) / SECOND);
  // What comes late counts with what is in hand.
  if (second > load<u32>(entry)) {
    store<u32>(entry, second);
    store<u32>(entry, 0, 4);
  }
  const before = load<u32>(entry, 4);
  if (before >= limit) {
    store<u64>(entry, load<u64>(entry, 8) + 1, 8);
    anyLimited = true;
    count(LIMITED, 1);
    return false;
  }
  store<u32>(entry, before + 1, 4);
  return true;
}

/** By what names a process in all of its events: it is whole or absent. */
function isSampled(record: usize): bool {
  const name = load<u64>(record, RECORD_START_TIME_NS) ^ <u64> load<u32>(record, RECORD_PID) << 40;
  return (name * MIXER >> 32) % <u64> sample === 0;
}
