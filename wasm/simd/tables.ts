// What the SIMD writer reads from memory besides literals: vector constants, replacements.
// V8 rebuilds a vector constant at each use; a load from a constant address in fixed memory needs no bounds check.

import { TABLES } from "../layout";
import { digit } from "../text/hexadecimal";

// Vector constants, 16 bytes each.
export const PRINTABLE: usize = TABLES + 0x100;
export const QUOTE: usize = TABLES + 0x110;
export const BACKSLASH: usize = TABLES + 0x120;
export const ONE: usize = TABLES + 0x130;
export const ASCII_ZERO: usize = TABLES + 0x140;
export const HUNDREDTH: usize = TABLES + 0x150;
export const HUNDREDS: usize = TABLES + 0x160;
export const TENTH: usize = TABLES + 0x170;
export const TENS: usize = TABLES + 0x180;
export const TEN_THOUSANDTH: usize = TABLES + 0x190;
export const TEN_THOUSAND: usize = TABLES + 0x1A0;
export const NOT_ZERO: usize = TABLES + 0x1B0;
export const SLASH: usize = TABLES + 0x1C0;
export const DIGITS: usize = TABLES + 0x1D0;
export const LOW_NIBBLES: usize = TABLES + 0x1E0;

/** For each ASCII byte its replacement: up to 7 bytes, and their number in the top byte. */
export const IN_TEXT: usize = TABLES + 0x400;
/** The same where NUL ends an argument. */
export const IN_ARGUMENTS: usize = TABLES + 0x800;

export function initTables(): void {
  splats();
  for (let byte: u32 = 0; byte < 0x20; byte++) replacement(byte, unicode(byte));
  replacement(0x7F, unicode(0x7F));
  replacement(0x08, <u64> 0x625C | 2 << 56);
  replacement(0x09, <u64> 0x745C | 2 << 56);
  replacement(0x0A, <u64> 0x6E5C | 2 << 56);
  replacement(0x0C, <u64> 0x665C | 2 << 56);
  replacement(0x0D, <u64> 0x725C | 2 << 56);
  replacement(0x22, <u64> 0x225C | 2 << 56);
  replacement(0x5C, <u64> 0x5C5C | 2 << 56);
  store<u64>(IN_ARGUMENTS, <u64> 0x222C22 | 3 << 56);
}

function splats(): void {
  v128.store(PRINTABLE, i8x16.splat(0x21));
  v128.store(QUOTE, i8x16.splat(0x22));
  v128.store(BACKSLASH, i8x16.splat(0x5C));
  v128.store(ONE, i8x16.splat(1));
  v128.store(ASCII_ZERO, i8x16.splat(0x30));
  // The multipliers of digits().
  v128.store(HUNDREDTH, i32x4.splat(5243));
  v128.store(HUNDREDS, i32x4.splat(100 * 65536 - 1));
  v128.store(TENTH, i16x8.splat(103));
  v128.store(TENS, i16x8.splat(10 * 256 - 1));
  v128.store(TEN_THOUSANDTH, i32x4.splat(0xD1B71759));
  v128.store(TEN_THOUSAND, i32x4.splat(10000));
  v128.store(NOT_ZERO, i8x16.splat(0x7F));
  v128.store(SLASH, i8x16.splat(0x2F));
  v128.store(LOW_NIBBLES, i8x16.splat(15));
  for (let value: u32 = 0; value < 16; value++) store<u8>(DIGITS + value, <u8> digit(value));
}

function replacement(byte: u32, value: u64): void {
  store<u64>(IN_TEXT + byte * 8, value);
  store<u64>(IN_ARGUMENTS + byte * 8, value);
}

/** "\u00xx" as a replacement; for C1 as well as for ASCII. */
export function unicode(value: u32): u64 {
  return <u64> 0x3030755C | <u64> digit(value >> 4) << 32 | <u64> digit(value & 15) << 40 |
    6 << 56;
}
