// Byte chains in fixed-size blocks: what is held is stored here, records spanning blocks.

import { BLOCK_COUNT, BLOCK_DATA, BLOCK_SIZE, BLOCKS } from "../layout";

/** Bytes of records in one block. */
export const CAPACITY: usize = BLOCK_SIZE - BLOCK_DATA;

const END: usize = BLOCKS + BLOCK_COUNT * BLOCK_SIZE;

/** Blocks given back, linked; blocks never used start at `fresh`. */
let free: usize = 0;
let fresh: usize = BLOCKS;
let available: usize = BLOCK_COUNT;

// @inline
export function blocksAvailable(): usize {
  return available;
}

/** A block; there must be one available. */
export function take(): usize {
  available--;
  let block = free;
  if (block !== 0) {
    free = <usize> load<u32>(block);
  } else {
    block = fresh;
    fresh += BLOCK_SIZE;
    if (block >= END) unreachable();
  }
  store<u32>(block, 0);
  return block;
}

export function give(block: usize): void {
  available++;
  store<u32>(block, <u32> free);
  free = block;
}
