// JSON string escaping: one 64-bit mask of special bytes for each 64 bytes, then one step for each special byte.
// Reads up to 64 bytes behind the text and writes up to 64 behind its end; layout.ts leaves that much everywhere.

import { sequence } from "../text/utf8";
import { BACKSLASH, IN_TEXT, ONE, PRINTABLE, QUOTE, SLASH, unicode } from "./tables";

// @inline
function copy32(at: usize, from: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 16);
  v128.store(at, a);
  v128.store(at, b, 16);
}

/** A bit for each byte that is not written as it is. */
// @inline
function special(bytes: v128): u32 {
  // One more makes DEL negative: then all that is not printable ASCII is less than 0x21, signed.
  const unprintable = i8x16.lt_s(i8x16.add(bytes, v128.load(ONE)), v128.load(PRINTABLE));
  const quote = i8x16.eq(bytes, v128.load(QUOTE));
  const backslash = i8x16.eq(bytes, v128.load(BACKSLASH));
  return i8x16.bitmask(v128.or(v128.or(quote, backslash), unprintable));
}

/** Writes the inside of a JSON string with the given table of replacements; returns the end. */
export function text(at: usize, from: usize, length: usize, table: usize): usize {
  return inlineText(at, from, length, table);
}

/** The same, inlined: for the arguments, which nearly always have work for it. */
// @inline
export function inlineText(at: usize, from: usize, length: usize, table: usize): usize {
  const end = from + length;
  while (from < end) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    let mask = <u64> special(a) | <u64> special(b) << 16 | <u64> special(c) << 32 |
      <u64> special(d) << 48;
    const count = min<usize>(end - from, 64);
    mask &= <u64> -1 >> (64 - count);
    if (mask === 0) {
      v128.store(at, a);
      v128.store(at, b, 16);
      v128.store(at, c, 32);
      v128.store(at, d, 48);
      at += count;
      from += count;
      continue;
    }
    let position: usize = 0;
    do {
      const index = <usize> ctz(mask);
      const gap = index - position;
      // Copying too much is cheaper than copying the right amount; the next step writes over the rest.
      copy32(at, from + position);
      if (gap > 32) copy32(at + 32, from + position + 32);
      at += gap;
      const byte = <usize> load<u8>(from + index);
      if (byte < 0x80) {
        const value = load<u64>(table + (byte << 3));
        store<u64>(at, value);
        at += <usize> (value >> 56);
        position = index + 1;
        mask &= mask - 1;
        continue;
      }
      const bytes = sequence(from + index, end);
      at = multibyte(at, from + index, bytes);
      position = index + <usize> abs(bytes);
      mask = position < 64 ? mask & (<u64> -1 << position) : 0;
    } while (mask !== 0);
    if (position < count) {
      memory.copy(at, from + position, 64);
      at += count - position;
      position = count;
    }
    from += position;
  }
  return at;
}

/** Writes what stands for a sequence as classified by sequence(). */
function multibyte(at: usize, from: usize, bytes: i32): usize {
  if (bytes < 0) {
    store<u32>(at, 0xBDBFEF);
    return at + 3;
  }
  // C1: terminals may obey these even where they are well formed.
  if (load<u8>(from) === 0xC2 && load<u8>(from, 1) < 0xA0) {
    store<u64>(at, unicode(load<u8>(from, 1)));
    return at + 6;
  }
  store<u32>(at, load<u32>(from));
  return at + bytes;
}

/** A path, which is mostly short and clean. */
// @inline
export function path(at: usize, from: usize, length: usize): usize {
  const a = v128.load(from);
  const b = v128.load(from, 16);
  if (length > 32 || ((special(a) | special(b) << 16) & ~(<u32> -2 << (length - 1))) !== 0) {
    return text(at, from, length, IN_TEXT);
  }
  v128.store(at, a);
  v128.store(at, b, 16);
  return at + length;
}

/** A command: 16 bytes, of which those before the first NUL count. */
// @inline
export function command(at: usize, from: usize): usize {
  const bytes = v128.load(from);
  const length = <usize> ctz(special(bytes) | 0x10000);
  // The first special byte is the NUL, or there is none: the command is clean.
  if (length === 16 || load<u8>(from + length) === 0) {
    v128.store(at, bytes);
    return at + length;
  }
  const nul = i8x16.bitmask(i8x16.eq(bytes, i64x2.splat(0)));
  return text(at, from, ctz(nul | 0x10000), IN_TEXT);
}

/** What follows the last slash of a path. */
// @inline
export function baseName(at: usize, from: usize, length: usize): usize {
  const a = v128.load(from);
  const b = v128.load(from, 16);
  const slashes = i8x16.bitmask(i8x16.eq(a, v128.load(SLASH))) |
    i8x16.bitmask(i8x16.eq(b, v128.load(SLASH))) << 16;
  if (length - 1 > 31) return longBaseName(at, from, length);
  const inside = slashes & ~(<u32> -2 << (length - 1));
  const start = 32 - <usize> clz(inside);
  return path(at, from + start, length - start);
}

function longBaseName(at: usize, from: usize, length: usize): usize {
  let start = from + length;
  while (start > from && load<u8>(start - 1) !== 0x2F) start--;
  return text(at, start, from + length - start, IN_TEXT);
}

/** The first of arguments that a NUL ends. */
// @inline
export function firstArgument(at: usize, from: usize, length: usize): usize {
  const a = v128.load(from);
  const b = v128.load(from, 16);
  const index = <usize> ctz(<u64> special(a) | <u64> special(b) << 16 | <u64> 1 << 32);
  // The first special byte is the NUL: the argument is clean.
  if (index < min<usize>(length, 32) && load<u8>(from + index) === 0) {
    v128.store(at, a);
    v128.store(at, b, 16);
    return at + index;
  }
  return longFirstArgument(at, from, length);
}

function longFirstArgument(at: usize, from: usize, length: usize): usize {
  let end: usize = 0;
  while (end < length && load<u8>(from + end) !== 0) end++;
  return text(at, from, end, IN_TEXT);
}
