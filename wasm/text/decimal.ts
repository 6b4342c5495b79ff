// Decimal numbers.

import { TABLES } from "../layout";

/** "00" to "99". */
const PAIRS: usize = TABLES;

export function initDecimal(): void {
  for (let value: u32 = 0; value < 100; value++) {
    store<u8>(PAIRS + 2 * value, <u8> (48 + value / 10));
    store<u8>(PAIRS + 2 * value, <u8> (48 + value % 10), 1);
  }
}

/** Writes a number without leading zeros; returns the end. */
export function decimal32(at: usize, value: u32): usize {
  let digits: usize = 1;
  for (let rest = value; rest >= 10; rest /= 10) digits++;
  fixed(at, value, digits);
  return at + digits;
}

/** Writes a number without leading zeros; returns the end. */
export function decimal64(at: usize, value: u64): usize {
  if (value <= u32.MAX_VALUE) return decimal32(at, <u32> value);
  const high = value / 1000000000;
  const end = decimal64(at, high);
  fixed(end, <u32> (value - high * 1000000000), 9);
  return end + 9;
}

/** Writes exactly `digits` digits. */
export function fixed(at: usize, value: u32, digits: usize): void {
  let end = at + digits;
  while (end >= at + 2) {
    end -= 2;
    const rest = value / 100;
    store<u16>(end, load<u16>(PAIRS + 2 * (value - rest * 100)));
    value = rest;
  }
  if (end > at) store<u8>(at, <u8> (48 + value % 10));
}
