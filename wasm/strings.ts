// Texts as plain.ts writes them: with vectors in the module that ships, byte by byte in its twin.

import { escape, escapeArguments } from "./scalar/escape";
import { put } from "./scalar/put";
import { decimal32 as fastDecimal } from "./simd/decimal";
import { command, text as fastText } from "./simd/text";
import { IN_ARGUMENTS, IN_TEXT } from "./simd/tables";
import { MASKED } from "./redact/marks";
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

/** Writes such arguments, with parts of them masked. */
export function maskedList(at: usize, from: usize, length: usize): usize {
  at = put(at, "[");
  const end = from + length;
  for (let start = from; start < end; start++) {
    const begin = start;
    while (start < end && load<u8>(start) !== 0) start++;
    at = put(at, begin === from ? '"' : ',"');
    at = put(maskedText(at, begin, start), '"');
  }
  return put(at, "]");
}

/** Writes the first of such arguments, with parts of it masked. */
export function maskedFirst(at: usize, from: usize, length: usize): usize {
  let end: usize = 0;
  while (end < length && load<u8>(from + end) !== 0) end++;
  return maskedText(at, from, from + end);
}

/** Writes which of such arguments have masked parts, counted from 0. */
export function maskedPlaces(at: usize, from: usize, length: usize): usize {
  at = put(at, "[");
  const end = from + length;
  let place: u32 = 0;
  let any = false;
  for (let start = from; start < end; start++) {
    let isMasked = false;
    while (start < end && load<u8>(start) !== 0) {
      if (load<u8>(start) === <u8> MASKED) isMasked = true;
      start++;
    }
    if (isMasked) {
      if (any) at = put(at, ",");
      at = decimal32(at, place);
      any = true;
    }
    place++;
  }
  return put(at, "]");
}

/** Writes a text; "***" stands for each run of masked bytes. */
function maskedText(at: usize, from: usize, end: usize): usize {
  while (from < end) {
    let stop = from;
    while (stop < end && load<u8>(stop) !== <u8> MASKED) stop++;
    at = text(at, from, stop - from);
    if (stop === end) return at;
    at = put(at, "***");
    while (stop < end && load<u8>(stop) === <u8> MASKED) stop++;
    from = stop;
  }
  return at;
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
