// What becomes of a cgroup's events: commands of the label path, the hold limit, the end of the stream.

import { count, holdLimit, includeHost } from "../state";
import {
  ACTION,
  action,
  DROP_HOST,
  find,
  FORGOTTEN,
  HOLD,
  insert,
  KNOWN,
  LABEL,
  PREDICATE,
  QUEUE,
  REASON,
  REASON_NO_ANSWER,
  REASON_NO_MEMORY,
  remove,
  UNANSWERED,
} from "./table";
import { assign, release } from "./fragments";
import { giveLimit } from "./limits";
import {
  append,
  DEADLINE,
  EVENTS,
  firstWaiting,
  isReleased,
  moveToReleased,
  open,
  OWNER,
} from "../hold";
import {
  COMMAND,
  FRAGMENT_MAX,
  HOLD_EXPIRED,
  HOLD_OVERFLOW,
  LABEL_OVERFLOW,
  LABEL_UNRESOLVED,
} from "../layout";

/**
 * The look-up is running; `length` bytes of provisional fragment are at COMMAND. What outstays the hold limit is
 * written, dropped, or asked about: `verdict`, with its predicate.
 */
export function commandHold(cgroup: u64, length: u32, verdict: u32, predicate: usize): void {
  let slot = find(cgroup);
  if (slot === 0) {
    slot = insert(cgroup);
    if (slot === 0) return count(LABEL_OVERFLOW, 1);
  } else if (load<u8>(slot, FORGOTTEN) !== 0) {
    store<u8>(slot, 0, FORGOTTEN);
    store<u8>(slot, 0, KNOWN);
    store<u8>(slot, HOLD, ACTION);
  } else if (load<u8>(slot, KNOWN) !== 0) {
    return;
  }
  store<u8>(slot, LABEL_UNRESOLVED, LABEL);
  store<u8>(slot, <u8> verdict, UNANSWERED);
  store<u32>(slot, <u32> predicate, PREDICATE);
  // Past its limit already: what comes now follows what is known now.
  if (action(slot) !== HOLD) store<u8>(slot, <u8> unanswered(slot), ACTION);
  setFragment(cgroup, slot, length);
}

/** The labels are known; `length` bytes of fragment are at COMMAND. */
export function commandFinal(
  cgroup: u64,
  length: u32,
  label: u32,
  host: bool,
  verdict: u32,
  predicate: usize,
): void {
  let slot = find(cgroup);
  if (slot === 0) {
    slot = insert(cgroup);
    if (slot === 0) return count(LABEL_OVERFLOW, 1);
  }
  const next = host && !includeHost ? DROP_HOST : verdict;
  store<u32>(slot, <u32> predicate, PREDICATE);
  store<u8>(slot, 0, FORGOTTEN);
  store<u8>(slot, 1, KNOWN);
  store<u8>(slot, <u8> label, LABEL);
  // Also of what the filters turn away: it may have a part in what happens to others.
  setFragment(cgroup, slot, length);
  releaseQueue(slot, next);
}

/** The predicate of a cgroup has moved. */
export function commandPredicate(cgroup: u64, predicate: usize): void {
  const slot = find(cgroup);
  if (slot !== 0) store<u32>(slot, <u32> predicate, PREDICATE);
}

export function commandForget(cgroup: u64): void {
  const slot = find(cgroup);
  if (slot === 0) return;
  if (load<u32>(slot, QUEUE) === 0) return drop(slot);
  // What is held still needs the fragment: flush() drops the slot behind the last event.
  store<u8>(slot, 1, FORGOTTEN);
  if (action(slot) === HOLD) releaseQueue(slot, unanswered(slot));
}

/** Removes the slot and its fragment. */
export function drop(slot: usize): void {
  giveLimit(slot);
  release(slot);
  remove(slot);
}

/** Releases what has waited past its deadline; the next deadline, or -1. */
export function expire(now: u64): i64 {
  let queue = firstWaiting();
  while (queue !== 0 && load<u64>(queue, DEADLINE) <= now) {
    count(HOLD_EXPIRED, load<u32>(queue, EVENTS));
    giveUp(queue);
    queue = firstWaiting();
  }
  return queue === 0 ? -1 : <i64> min(load<u64>(queue, DEADLINE), <u64> i64.MAX_VALUE);
}

/** Releases everything, in order of age. */
export function releaseAll(): void {
  let queue = firstWaiting();
  while (queue !== 0) {
    giveUp(queue);
    queue = firstWaiting();
  }
}

/** Releases the oldest hold early, to make room. */
export function releaseOldest(): void {
  const oldest = firstWaiting();
  count(HOLD_OVERFLOW, load<u32>(oldest, EVENTS));
  giveUp(oldest);
}

/** Holds a record for its slot; there must be room. */
export function holdRecord(
  cgroup: u64,
  slot: usize,
  record: usize,
  length: usize,
  time: u64,
): void {
  let queue = <usize> load<u32>(slot, QUEUE);
  if (queue === 0) {
    const deadline = time + holdLimit;
    queue = open(cgroup, deadline < time ? u64.MAX_VALUE : deadline);
    store<u32>(slot, <u32> queue, QUEUE);
  }
  append(queue, record, length);
}

/** What becomes of events whose labels did not come in time. */
function unanswered(slot: usize): u32 {
  return load<u8>(slot, UNANSWERED);
}

/** Lets the queue's events go without their labels. */
function giveUp(queue: usize): void {
  const slot = find(load<u64>(queue, OWNER));
  releaseQueue(slot, unanswered(slot));
}

/** Sets what becomes of the slot's events from now on, those that wait included. */
function releaseQueue(slot: usize, next: u32): void {
  store<u8>(slot, <u8> next, ACTION);
  const queue = <usize> load<u32>(slot, QUEUE);
  if (queue !== 0 && !isReleased(queue)) moveToReleased(queue);
}

function setFragment(cgroup: u64, slot: usize, length: u32): void {
  store<u8>(slot, REASON_NO_ANSWER, REASON);
  if (length === 0) return release(slot);
  if (length <= FRAGMENT_MAX) {
    if (assign(cgroup, slot, COMMAND, length)) return;
  } else {
    release(slot);
  }
  store<u8>(slot, REASON_NO_MEMORY, REASON);
  store<u8>(slot, LABEL_UNRESOLVED, LABEL);
  count(LABEL_OVERFLOW, 1);
}
