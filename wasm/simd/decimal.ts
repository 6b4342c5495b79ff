// Decimal numbers, two of up to 8 digits in one vector.

import { decimal64 as slowDecimal } from "../text/decimal";
import {
  ASCII_ZERO,
  HUNDREDS,
  HUNDREDTH,
  NOT_ZERO,
  TEN_THOUSAND,
  TEN_THOUSANDTH,
  TENS,
  TENTH,
} from "./tables";

const LIMIT: u32 = 100000000;

/** Two numbers below 10^8 as 8 digits each, values 0 to 9. */
// @inline
export function digits(a: u32, b: u32): v128 {
  const both = i64x2.splat(<u64> a | <u64> b << 32);
  // x / 10000 is x * 0xD1B71759 >> 45 for all 32 bits: four lanes below 10^4 ...
  const high = i64x2.shr_u(i64x2.extmul_low_i32x4_u(both, v128.load(TEN_THOUSANDTH)), 45);
  const low = i32x4.sub(
    i64x2.extend_low_i32x4_u(both),
    i32x4.mul(high, v128.load(TEN_THOUSAND)),
  );
  const fours = v128.or(high, i64x2.shl(low, 32));
  // ... eight below 100: x / 100 is x * 5243 >> 19 up to 43698 ...
  const hundreds = i32x4.shr_u(i32x4.dot_i16x8_s(fours, v128.load(HUNDREDTH)), 19);
  const twos = i32x4.sub(i32x4.shl(fours, 16), i32x4.mul(hundreds, v128.load(HUNDREDS)));
  // ... sixteen digits: x / 10 is x * 103 >> 10 up to 178.
  const tens = i16x8.shr_u(i16x8.mul(twos, v128.load(TENTH)), 10);
  return i16x8.sub(i16x8.shl(twos, 8), i16x8.mul(tens, v128.load(TENS)));
}

// @inline
export function ascii(values: v128): v128 {
  return i8x16.add(values, v128.load(ASCII_ZERO));
}

/** A bit for each digit that is not 0, and for the last one of each number. */
// @inline
export function significant(values: v128): u32 {
  return i8x16.bitmask(i8x16.add(values, v128.load(NOT_ZERO))) | 0x8080;
}

/** Writes 8 characters without the first `zeros`; returns the end. */
// @inline
export function put8(at: usize, characters: u64, zeros: u32): usize {
  store<u64>(at, characters >> (zeros << 3));
  return at + 8 - zeros;
}

/** Writes a number without leading zeros; returns the end. */
// @inline
export function decimal32(at: usize, value: u32): usize {
  if (value < 10) {
    store<u8>(at, <u8> (48 + value));
    return at + 1;
  }
  return decimalLong(at, value);
}

// @inline
function decimalLong(at: usize, value: u32): usize {
  if (value >= LIMIT) return slowDecimal(at, value);
  const values = digits(value, 0);
  return put8(at, i64x2.extract_lane(ascii(values), 0), ctz(significant(values)));
}

/** Writes a number without leading zeros; returns the end. */
export function decimal64(at: usize, value: u64): usize {
  if (value < LIMIT) return decimal32(at, <u32> value);
  if (value >= <u64> LIMIT * LIMIT) return slowDecimal(at, value);
  const high = value / LIMIT;
  const values = digits(<u32> high, <u32> (value - high * LIMIT));
  const characters = ascii(values);
  at = put8(at, i64x2.extract_lane(characters, 0), ctz(significant(values)));
  store<u64>(at, i64x2.extract_lane(characters, 1));
  return at + 8;
}
