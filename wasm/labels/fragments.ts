// Memory of label fragments: allocation bumps a pointer; when half of what it has passed is garbage, live fragments
// slide together, so that pages are touched for what is known now and not for all that ever was. Each fragment belongs
// to exactly one slot, found again by its cgroup id, so nothing is ever fragmented for good.

import { find, FRAGMENT, FRAGMENT_LENGTH } from "./table";
import { FRAGMENTS, FRAGMENTS_SIZE } from "../layout";

// The header before each fragment.
const OWNER: usize = 0;
const SIZE: usize = 8;
const LIVE: usize = 12;
const HEADER: usize = 16;

const END: usize = FRAGMENTS + FRAGMENTS_SIZE;
/** Sliding is worth its milliseconds only when it wins this much: at any time, and where memory ends. */
const WORTH_SLIDING: usize = 1 << 18;
const WORTH_SLIDING_ALL: usize = FRAGMENTS_SIZE / 8;

let top: usize = FRAGMENTS;
let garbage: usize = 0;

/** Gives the slot a copy of the bytes in place of what it had. False, and no fragment, when memory is full. */
export function assign(cgroup: u64, slot: usize, from: usize, length: usize): bool {
  const old = <usize> load<u32>(slot, FRAGMENT);
  const size = (HEADER + length + 63) & ~63;
  if (old !== 0 && size <= <usize> load<u32>(old - HEADER, SIZE)) {
    memory.copy(old, from, length);
    store<u32>(slot, <u32> length, FRAGMENT_LENGTH);
    return true;
  }
  release(slot);
  if (isWorthSliding(size)) slide();
  if (top + size > END) return false;
  const block = top;
  top += size;
  store<u64>(block, cgroup, OWNER);
  store<u32>(block, <u32> size, SIZE);
  store<u32>(block, 1, LIVE);
  memory.copy(block + HEADER, from, length);
  store<u32>(slot, <u32> (block + HEADER), FRAGMENT);
  store<u32>(slot, <u32> length, FRAGMENT_LENGTH);
  return true;
}

/** Takes the slot's fragment away, if it has one. */
export function release(slot: usize): void {
  const fragment = <usize> load<u32>(slot, FRAGMENT);
  if (fragment === 0) return;
  const block = fragment - HEADER;
  store<u32>(block, 0, LIVE);
  garbage += <usize> load<u32>(block, SIZE);
  store<u32>(slot, 0, FRAGMENT);
  store<u32>(slot, 0, FRAGMENT_LENGTH);
}

function isWorthSliding(size: usize): bool {
  if (top + size > END) return garbage >= WORTH_SLIDING_ALL;
  return garbage >= WORTH_SLIDING && garbage >= (top - FRAGMENTS) / 2;
}

function slide(): void {
  let to: usize = FRAGMENTS;
  let from: usize = FRAGMENTS;
  while (from < top) {
    const size = <usize> load<u32>(from, SIZE);
    if (load<u32>(from, LIVE) !== 0) {
      store<u32>(find(load<u64>(from, OWNER)), <u32> (to + HEADER), FRAGMENT);
      memory.copy(to, from, size);
      to += size;
    }
    from += size;
  }
  top = to;
  garbage = 0;
}
