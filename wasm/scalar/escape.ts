// JSON string escaping, one byte at a time: the plain twin of ../simd/escape.ts.

import { sequence } from "../text/utf8";
import { put } from "./put";

/** Writes the inside of a JSON string; returns the end. */
export function escape(at: usize, from: usize, length: usize): usize {
  const end = from + length;
  while (from < end) {
    const byte = <u32> load<u8>(from);
    if (byte < 0x80) {
      at = ascii(at, byte);
      from++;
    } else {
      const bytes = sequence(from, end);
      at = multibyte(at, from, bytes);
      from += abs(bytes);
    }
  }
  return at;
}

/** Writes arguments, each ended by its NUL, as the inside of an array of strings; returns the end. */
export function escapeArguments(at: usize, from: usize, length: usize): usize {
  const end = from + length;
  let first = true;
  while (from < end) {
    let stop = from;
    while (stop < end && load<u8>(stop) !== 0) stop++;
    if (!first) at = put(at, ",");
    first = false;
    at = put(at, '"');
    at = escape(at, from, stop - from);
    at = put(at, '"');
    from = stop + 1;
  }
  return at;
}

function ascii(at: usize, byte: u32): usize {
  if (byte === 0x22) return put(at, '\\"');
  if (byte === 0x5C) return put(at, "\\\\");
  if (byte === 0x7F) return put(at, "\\u007f");
  if (byte >= 0x20) {
    store<u8>(at, <u8> byte);
    return at + 1;
  }
  if (byte === 8) return put(at, "\\b");
  if (byte === 9) return put(at, "\\t");
  if (byte === 10) return put(at, "\\n");
  if (byte === 12) return put(at, "\\f");
  if (byte === 13) return put(at, "\\r");
  return unicode(at, byte);
}

/** Writes what stands for a sequence as classified by sequence(). */
function multibyte(at: usize, from: usize, bytes: i32): usize {
  if (bytes < 0) {
    store<u16>(at, 0xBFEF);
    store<u8>(at, 0xBD, 2);
    return at + 3;
  }
  // C1: terminals may obey these even where they are well formed.
  if (load<u8>(from) === 0xC2 && load<u8>(from, 1) < 0xA0) return unicode(at, load<u8>(from, 1));
  memory.copy(at, from, bytes);
  return at + bytes;
}

function unicode(at: usize, value: u32): usize {
  at = put(at, "\\u00");
  store<u8>(at, hexadecimal(value >> 4));
  store<u8>(at, hexadecimal(value & 15), 1);
  return at + 2;
}

function hexadecimal(value: u32): u8 {
  return <u8> (value < 10 ? 48 + value : 87 + value);
}
