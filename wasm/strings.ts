// Texts as plain.ts writes them: with vectors in the module that ships, byte by byte in its twin.

import { escape, escapeArguments } from "./scalar/escape";
import { put } from "./scalar/put";
import { decimal32 as fastDecimal } from "./simd/decimal";
import { command, text as fastText } from "./simd/text";
import { IN_ARGUMENTS, IN_TEXT } from "./simd/tables";
import { decimal32 } from "./text/decimal";
import { RECORD_COMM_LENGTH } from "./wire";

/** Writes a number without leading zeros; returns the end. */
export function number32(at: usize, value: u32): usize {
  if (ASC_FEATURE_SIMD) return fastDecimal(at, value);
  return decimal32(at, value);
}

/** Writes the inside of a JSON string; returns the end. */
export function text(at: usize, from: usize, length: usize): usize {
  if (ASC_FEATURE_SIMD) return fastText(at, from, length, IN_TEXT);
  return escape(at, from, length);
}

/** Writes a name of 16 bytes, of which those before the first NUL count. */
export function nameOf(at: usize, from: usize): usize {
  if (ASC_FEATURE_SIMD) return command(at, from);
  return escape(at, from, lengthOfName(from));
}

function lengthOfName(from: usize): usize {
  let length: usize = 0;
  while (length < <usize> RECORD_COMM_LENGTH && load<u8>(from + length) !== 0) length++;
  return length;
}

/** Writes a JSON array of arguments, each ended by its NUL, the last perhaps cut. */
export function argumentList(at: usize, from: usize, length: usize): usize {
  at = put(at, "[");
  if (ASC_FEATURE_SIMD) {
    if (length !== 0) {
      const cut = load<u8>(from + length - 1) !== 0;
      at = put(at, '"');
      at = fastText(at, from, length - (cut ? 0 : 1), IN_ARGUMENTS);
      at = put(at, '"');
    }
  } else {
    at = escapeArguments(at, from, length);
  }
  return put(at, "]");
}

/** Writes the first of such arguments. */
export function firstArgument(at: usize, from: usize, length: usize): usize {
  let end: usize = 0;
  while (end < length && load<u8>(from + end) !== 0) end++;
  return text(at, from, end);
}

/** Writes what follows the last slash of a path. */
export function baseName(at: usize, from: usize, length: usize): usize {
  let start = length;
  while (start > 0 && load<u8>(from + start - 1) !== 0x2F) start--;
  return text(at, from + start, length - start);
}
