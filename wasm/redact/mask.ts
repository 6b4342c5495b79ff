// Masks parts of the arguments of the record in hand.

import { MASKED, OTHER } from "./marks";

/** The arguments in hand. */
export let first: usize = 0;
export let last: usize = 0;
/** Whether any part of them was masked. */
export let masked: bool = false;
/** Whether they were masked before, as those in a recording: then what looks like a mask is one. */
let marked: bool = false;

export function begin(from: usize, to: usize, wasMarked: bool): void {
  first = from;
  last = to;
  masked = false;
  marked = wasMarked;
}

export function mask(from: usize, to: usize): void {
  if (to <= from) return;
  if (!masked && !marked) {
    for (let at = first; at < last; at++) {
      if (load<u8>(at) === <u8> MASKED) store<u8>(at, <u8> OTHER);
    }
  }
  masked = true;
  memory.fill(from, <u8> MASKED, to - from);
}

/** Whether the bytes begin with an ASCII text. */
export function begins(at: usize, end: usize, text: string): bool {
  const length = <usize> text.length;
  if (end - at < length) return false;
  for (let index: usize = 0; index < length; index++) {
    if (load<u8>(at + index) !== <u8> text.charCodeAt(<i32> index)) return false;
  }
  return true;
}

/** The same, in small letters, whatever the case of the bytes. */
export function beginsLower(at: usize, end: usize, text: string): bool {
  const length = <usize> text.length;
  if (end - at < length) return false;
  for (let index: usize = 0; index < length; index++) {
    if (lower(load<u8>(at + index)) !== <u32> text.charCodeAt(<i32> index)) return false;
  }
  return true;
}

// @inline
export function lower(byte: u32): u32 {
  return byte - 65 < 26 ? byte | 0x20 : byte;
}

// @inline
export function isAlphanumeric(byte: u32): bool {
  return byte - 48 < 10 || (byte | 0x20) - 97 < 26;
}

/** Letters, digits, "-", "_" and ".": what names of options and variables are made of. */
// @inline
export function isName(byte: u32): bool {
  return isAlphanumeric(byte) || byte === 0x2D || byte === 0x5F || byte === 0x2E;
}

// @inline
export function isSpace(byte: u32): bool {
  return byte === 0x20 || byte - 9 < 5;
}

// @inline
export function isQuote(byte: u32): bool {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}
