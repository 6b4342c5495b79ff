// The label table: open addressing with linear probing over the full 64-bit cgroup id.
// Deletion shifts the run behind it back, so there are no tombstones and a miss stays short.

import { count, predicate, unanswered } from "../state";
import {
  CGROUPS,
  SLOT_BITS_FIRST,
  SLOT_BITS_LAST,
  SLOT_BITS_STEP,
  SLOT_LIMIT,
  SLOT_SIZE,
  SLOTS,
  VERDICT_ASK,
  VERDICT_DROP,
  VERDICT_WRITE,
} from "../layout";

// Offsets in a slot.
export const KEY: usize = 0;
export const FRAGMENT: usize = 8;
export const FRAGMENT_LENGTH: usize = 12;
export const ACTION: usize = 16;
export const LABEL: usize = 17;
export const KNOWN: usize = 18;
export const REASON: usize = 19;
export const QUEUE: usize = 20;
export const FORGOTTEN: usize = 24;
export const UNANSWERED: usize = 25;
/** What is asked of each event: a predicate of wasm/filter/, as the filter leaves it for what is known of the labels. */
export const PREDICATE: usize = 28;

// What to do with an event of the slot's cgroup.
export const EMPTY: u32 = 0;
export const WRITE: u32 = <u32> VERDICT_WRITE;
export const HOLD: u32 = 2;
export const DROP: u32 = <u32> VERDICT_DROP;
export const DROP_HOST: u32 = 4;
/** Written if the slot's predicate lets it pass, else dropped. */
export const ASK: u32 = <u32> VERDICT_ASK;

// Why a slot without a fragment has none.
export const REASON_NO_ANSWER: u32 = 0;
export const REASON_NO_MEMORY: u32 = 1;
export const REASON_NO_SLOT: u32 = 2;

/** All tables but the largest are at most one part in so many full: nearly every slot is where it is looked for first. */
const SPARSE: u32 = 16;

let used: u32 = 0;
/** The table in use: where it begins, how far a hash is shifted to an index of it, and its last index. */
let base: usize = SLOTS;
let shift: u64 = 64 - SLOT_BITS_FIRST;
let mask: usize = (1 << SLOT_BITS_FIRST) - 1;

// @inline
function home(cgroup: u64): usize {
  // Fibonacci hashing: neighbouring ids, which is what the kernel hands out, land far apart.
  return <usize> ((cgroup * 0x9E3779B97F4A7C15) >> shift);
}

// @inline
function slotAt(index: usize): usize {
  return base + index * SLOT_SIZE;
}

// @inline
export function action(slot: usize): u32 {
  return load<u8>(slot, ACTION);
}

/** The slot where the cgroup is most likely, if its events are to be written; else 0, which says nothing. */
// @inline
export function findWritable(cgroup: u64): usize {
  const slot = slotAt(home(cgroup));
  return load<u64>(slot, KEY) === cgroup && action(slot) === WRITE ? slot : 0;
}

/** The cgroup's slot, or 0. */
export function find(cgroup: u64): usize {
  let index = home(cgroup);
  while (true) {
    const slot = slotAt(index);
    if (load<u64>(slot, KEY) === cgroup && action(slot) !== EMPTY) return slot;
    if (action(slot) === EMPTY) return 0;
    index = (index + 1) & mask;
  }
}

/**
 * A new slot that holds its cgroup's events; the cgroup must not have one. 0 when the table is full. Other slots may
 * move: addresses found before are void.
 */
export function insert(cgroup: u64): usize {
  if (used >= SLOT_LIMIT) return 0;
  if (used > <u32> mask / SPARSE && mask < (1 << SLOT_BITS_LAST) - 1) grow();
  used++;
  count(CGROUPS, 1);
  const slot = freeSlot(cgroup);
  memory.fill(slot, 0, SLOT_SIZE);
  store<u64>(slot, cgroup, KEY);
  store<u8>(slot, HOLD, ACTION);
  store<u8>(slot, <u8> unanswered, UNANSWERED);
  store<u32>(slot, <u32> predicate, PREDICATE);
  return slot;
}

/** The next slot of the table in use at or behind an address, 0 for the first; 0 when there is none. */
export function nextSlot(from: usize): usize {
  let slot = from === 0 ? base : from;
  const end = slotAt(mask + 1);
  while (slot < end && action(slot) === EMPTY) slot += SLOT_SIZE;
  return slot < end ? slot : 0;
}

/** The empty slot nearest to where the cgroup is looked for first. */
function freeSlot(cgroup: u64): usize {
  let index = home(cgroup);
  while (action(slotAt(index)) !== EMPTY) index = (index + 1) & mask;
  return slotAt(index);
}

/** Moves all slots to the next larger table. */
function grow(): void {
  const from = base;
  base += (mask + 1) * SLOT_SIZE;
  mask = ((mask + 1) << SLOT_BITS_STEP) - 1;
  shift -= SLOT_BITS_STEP;
  for (let slot = from; slot < base; slot += SLOT_SIZE) {
    if (action(slot) !== EMPTY) memory.copy(freeSlot(load<u64>(slot, KEY)), slot, SLOT_SIZE);
  }
}

/** Removes a slot. Other slots may move: addresses found before are void. */
export function remove(slot: usize): void {
  used--;
  count(CGROUPS, -1);
  let hole = (slot - base) / SLOT_SIZE;
  let index = hole;
  while (true) {
    index = (index + 1) & mask;
    const next = slotAt(index);
    if (action(next) === EMPTY) break;
    // A slot may move back into the hole unless its home lies behind the hole.
    const distance = (index - home(load<u64>(next, KEY))) & mask;
    if (distance >= ((index - hole) & mask)) {
      memory.copy(slotAt(hole), next, SLOT_SIZE);
      hole = index;
    }
  }
  memory.fill(slotAt(hole), 0, SLOT_SIZE);
}
