// Hold queues: one FIFO of records for each cgroup whose labels are awaited.
// A queue is in one of two lists: waiting (by deadline) or released (in order of release).

import { count } from "./state";
import { blocksAvailable, CAPACITY, give, take } from "./labels/blocks";
import {
  BLOCK_DATA,
  HELD,
  HELD_BYTES,
  HELD_EVENTS,
  QUEUE_COUNT,
  QUEUE_SIZE,
  QUEUES,
} from "./layout";

// Offsets in a queue.
export const OWNER: usize = 0;
export const DEADLINE: usize = 8;
const PREVIOUS: usize = 16;
const NEXT: usize = 20;
const HEAD: usize = 24;
const HEAD_OFFSET: usize = 28;
const TAIL: usize = 32;
const TAIL_OFFSET: usize = 36;
export const EVENTS: usize = 40;
const RELEASED: usize = 44;
const BYTES: usize = 48;

let freeQueue: usize = 0;
let freshQueue: usize = QUEUES;
const QUEUES_END: usize = QUEUES + QUEUE_COUNT * QUEUE_SIZE;

let waitingFirst: usize = 0;
let waitingLast: usize = 0;
let releasedFirst: usize = 0;
let releasedLast: usize = 0;

/** The queue with the nearest deadline, or 0. */
export function firstWaiting(): usize {
  return waitingFirst;
}

/** The queue that is to be written next, or 0. */
export function firstReleased(): usize {
  return releasedFirst;
}

export function isReleased(queue: usize): bool {
  return load<u32>(queue, RELEASED) !== 0;
}

/** Whether `length` bytes can be appended to the queue (0: to a new one). */
export function hasRoom(queue: usize, length: usize): bool {
  let room: usize = 0;
  if (queue !== 0) room = CAPACITY - <usize> load<u32>(queue, TAIL_OFFSET);
  else if (freeQueue === 0 && freshQueue >= QUEUES_END) return false;
  if (length <= room) return true;
  return (length - room + CAPACITY - 1) / CAPACITY <= blocksAvailable();
}

/** A new waiting queue; there must be room. */
export function open(cgroup: u64, deadline: u64): usize {
  let queue = freeQueue;
  if (queue !== 0) {
    freeQueue = <usize> load<u32>(queue, NEXT);
  } else {
    queue = freshQueue;
    freshQueue += QUEUE_SIZE;
  }
  memory.fill(queue, 0, QUEUE_SIZE);
  store<u64>(queue, cgroup, OWNER);
  store<u64>(queue, deadline, DEADLINE);
  const block = <u32> take();
  store<u32>(queue, block, HEAD);
  store<u32>(queue, block, TAIL);
  insertWaiting(queue, deadline);
  return queue;
}

/** Events come nearly in order of time, so the place is nearly always the end. */
function insertWaiting(queue: usize, deadline: u64): void {
  let before = waitingLast;
  while (before !== 0 && load<u64>(before, DEADLINE) > deadline) {
    before = <usize> load<u32>(before, PREVIOUS);
  }
  const after = before === 0 ? waitingFirst : <usize> load<u32>(before, NEXT);
  store<u32>(queue, <u32> before, PREVIOUS);
  store<u32>(queue, <u32> after, NEXT);
  if (before === 0) waitingFirst = queue;
  else store<u32>(before, <u32> queue, NEXT);
  if (after === 0) waitingLast = queue;
  else store<u32>(after, <u32> queue, PREVIOUS);
}

/** Appends one record; there must be room. */
export function append(queue: usize, from: usize, length: usize): void {
  let tail = <usize> load<u32>(queue, TAIL);
  let offset = <usize> load<u32>(queue, TAIL_OFFSET);
  let left = length;
  while (left !== 0) {
    if (offset === CAPACITY) {
      const block = take();
      store<u32>(tail, <u32> block);
      tail = block;
      offset = 0;
    }
    const part = min(left, CAPACITY - offset);
    memory.copy(tail + BLOCK_DATA + offset, from, part);
    offset += part;
    from += part;
    left -= part;
  }
  store<u32>(queue, <u32> tail, TAIL);
  store<u32>(queue, <u32> offset, TAIL_OFFSET);
  store<u32>(queue, load<u32>(queue, EVENTS) + 1, EVENTS);
  store<u64>(queue, load<u64>(queue, BYTES) + length, BYTES);
  count(HELD, 1);
  count(HELD_EVENTS, 1);
  count(HELD_BYTES, length);
}

/** The first 8 bytes of the first record: they tell its length. They never span blocks. */
export function peek(queue: usize): usize {
  const head = <usize> load<u32>(queue, HEAD);
  const offset = <usize> load<u32>(queue, HEAD_OFFSET);
  return (offset === CAPACITY ? <usize> load<u32>(head) : head + offset) + BLOCK_DATA;
}

/** Takes the first record, whose length the caller knows, into contiguous memory. */
export function shift(queue: usize, to: usize, length: usize): void {
  let head = <usize> load<u32>(queue, HEAD);
  let offset = <usize> load<u32>(queue, HEAD_OFFSET);
  let left = length;
  while (left !== 0) {
    if (offset === CAPACITY) {
      const next = <usize> load<u32>(head);
      give(head);
      head = next;
      offset = 0;
    }
    const part = min(left, CAPACITY - offset);
    memory.copy(to, head + BLOCK_DATA + offset, part);
    offset += part;
    to += part;
    left -= part;
  }
  store<u32>(queue, <u32> head, HEAD);
  store<u32>(queue, <u32> offset, HEAD_OFFSET);
  store<u32>(queue, load<u32>(queue, EVENTS) - 1, EVENTS);
  store<u64>(queue, load<u64>(queue, BYTES) - length, BYTES);
  count(HELD_EVENTS, -1);
  count(HELD_BYTES, -(<u64> length));
}

/** Moves a waiting queue to the end of the released ones. */
export function moveToReleased(queue: usize): void {
  const before = <usize> load<u32>(queue, PREVIOUS);
  const after = <usize> load<u32>(queue, NEXT);
  if (before === 0) waitingFirst = after;
  else store<u32>(before, <u32> after, NEXT);
  if (after === 0) waitingLast = before;
  else store<u32>(after, <u32> before, PREVIOUS);
  store<u32>(queue, 1, RELEASED);
  store<u32>(queue, 0, NEXT);
  if (releasedFirst === 0) releasedFirst = queue;
  else store<u32>(releasedLast, <u32> queue, NEXT);
  releasedLast = queue;
}

/** Closes the first released queue, with whatever is still in it. */
export function closeFirstReleased(): void {
  const queue = releasedFirst;
  releasedFirst = <usize> load<u32>(queue, NEXT);
  if (releasedFirst === 0) releasedLast = 0;
  count(HELD_EVENTS, -(<u64> load<u32>(queue, EVENTS)));
  count(HELD_BYTES, -load<u64>(queue, BYTES));
  let block = <usize> load<u32>(queue, HEAD);
  while (block !== 0) {
    const next = <usize> load<u32>(block);
    give(block);
    block = next;
  }
  store<u32>(queue, <u32> freeQueue, NEXT);
  freeQueue = queue;
}
