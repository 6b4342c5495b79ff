// The ring walk: from framed records to events.

import { count, linesLeft, outputFull } from "./state";
import { event } from "./event";
import { flush } from "./flush";
import { DISCARDED, INPUT, INPUT_SIZE, MALFORMED } from "./layout";
import { RECORD_SIZE, RING_DISCARD, RING_HEADER_SIZE } from "./wire";

const LENGTH_BITS: u32 = 0x3FFFFFFF;

/**
 * Walks ring bytes in INPUT. Returns the bytes consumed: all of them, unless output or notices must be taken first.
 * Bytes behind a header whose length cannot be right are given up, as nothing says where the next record begins.
 */
export function consume(offset: usize, length: usize): usize {
  if (offset > INPUT_SIZE || length > INPUT_SIZE - offset) unreachable();
  const begin = INPUT + offset;
  const end = begin + length;
  let at = begin;
  if (flush()) return 0;
  while (at < end) {
    if (outputFull()) {
      if (linesLeft === 0) return length;
      break;
    }
    if (end - at < <usize> RING_HEADER_SIZE) {
      count(MALFORMED, 1);
      return length;
    }
    const header = load<u32>(at);
    const size = <usize> (header & LENGTH_BITS);
    const padded = (size + 7) & ~7;
    if (padded > end - at - RING_HEADER_SIZE) {
      count(MALFORMED, 1);
      return length;
    }
    // One comparison for all that is unusual: a flag makes the header large, and a short length goes below zero.
    if (header - RECORD_SIZE > LENGTH_BITS - RECORD_SIZE) {
      count(header & <u32> RING_DISCARD ? DISCARDED : MALFORMED, 1);
    } else if (!event(at + RING_HEADER_SIZE, size)) {
      break;
    }
    at += RING_HEADER_SIZE + padded;
  }
  return at - begin;
}
