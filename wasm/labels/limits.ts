// Where a slot's limits are counted: taken when the first event asks, given back with the slot.

import { LIMIT_SIZE, LIMITS, LIMITS_TYPES, SLOT_LIMIT_INDEX } from "../layout";

const SIZE: usize = LIMITS_TYPES * LIMIT_SIZE;

/** Indices given back, linked by their first word; those never used begin at `fresh`. 0 is none. */
let free: u32 = 0;
let fresh: u32 = 1;

/** The slot's limits: an entry for each type of records. */
export function limitOf(slot: usize): usize {
  let index = <u32> load<u16>(slot, SLOT_LIMIT_INDEX);
  if (index === 0) {
    index = free;
    if (index !== 0) free = load<u32>(LIMITS + <usize> index * SIZE);
    else index = fresh++;
    memory.fill(LIMITS + <usize> index * SIZE, 0, SIZE);
    store<u16>(slot, <u16> index, SLOT_LIMIT_INDEX);
  }
  return LIMITS + <usize> index * SIZE;
}

/** The slot goes. */
export function giveLimit(slot: usize): void {
  const index = <u32> load<u16>(slot, SLOT_LIMIT_INDEX);
  if (index === 0) return;
  store<u32>(LIMITS + <usize> index * SIZE, free);
  free = index;
}
