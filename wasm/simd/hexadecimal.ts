// Two numbers of 64 bits as 32 digits.

import { DIGITS, LOW_NIBBLES } from "./tables";

/** Writes both, all digits, the first number first; returns the end. */
// @inline
export function hexadecimal(at: usize, high: u64, low: u64): usize {
  const numbers = i64x2.replace_lane(i64x2.splat(high), 1, low);
  const bytes = i8x16.shuffle(
    numbers,
    numbers,
    7,
    6,
    5,
    4,
    3,
    2,
    1,
    0,
    15,
    14,
    13,
    12,
    11,
    10,
    9,
    8,
  );
  const upper = i8x16.shr_u(bytes, 4);
  const lower = v128.and(bytes, v128.load(LOW_NIBBLES));
  const digits = v128.load(DIGITS);
  const first = i8x16.shuffle(
    upper,
    lower,
    0,
    16,
    1,
    17,
    2,
    18,
    3,
    19,
    4,
    20,
    5,
    21,
    6,
    22,
    7,
    23,
  );
  const second = i8x16.shuffle(
    upper,
    lower,
    8,
    24,
    9,
    25,
    10,
    26,
    11,
    27,
    12,
    28,
    13,
    29,
    14,
    30,
    15,
    31,
  );
  v128.store(at, i8x16.swizzle(digits, first));
  v128.store(at, i8x16.swizzle(digits, second), 16);
  return at + 32;
}
