// Texts of filters. A line has U+FFFD for what is no UTF-8: where that may matter, a text is made well-formed first.

import { FILTER_ARENA, FILTER_ARENA_SIZE, FILTER_TABLE } from "../layout";
import { sequence } from "../text/utf8";

/** Where the next text is made. */
export let arena: usize = FILTER_ARENA;

/** A text that was made, or the one that was given. */
export let madeAt: usize = 0;
export let madeLength: usize = 0;

// @inline
export function resetArena(): void {
  arena = FILTER_ARENA;
}

/** Room in the arena; the compiler has seen to it that there is enough. */
export function room(length: usize): usize {
  const at = arena;
  if (length > FILTER_ARENA + FILTER_ARENA_SIZE - at) unreachable();
  arena = at + ((length + 7) & ~7);
  return at;
}

export function isSame(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  while (at + 8 <= length) {
    if (load<u64>(a + at) !== load<u64>(b + at)) return false;
    at += 8;
  }
  while (at < length) {
    if (load<u8>(a + at) !== load<u8>(b + at)) return false;
    at++;
  }
  return true;
}

/** Less than 0, 0 or more, as the first comes before, is the same, or comes behind the second. */
export function compareTexts(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
  const length = min(aLength, bLength);
  for (let at: usize = 0; at < length; at++) {
    const difference = <i32> load<u8>(a + at) - <i32> load<u8>(b + at);
    if (difference !== 0) return difference;
  }
  return aLength < bLength ? -1 : <i32> (aLength > bLength);
}

/** Up to this many bytes are looked for at each place; more by a table. */
const SHORT: usize = 8;

/** Whether a text contains another; takes time of both lengths. */
export function contains(text: usize, length: usize, part: usize, partLength: usize): bool {
  if (partLength > length) return false;
  if (partLength > SHORT) return containsLong(text, length, part, partLength);
  for (let at: usize = 0; at <= length - partLength; at++) {
    if (isSame(text + at, part, partLength)) return true;
  }
  return false;
}

/** Knuth, Morris and Pratt's: the table says how much of the part's beginning ends at each of its places. */
function containsLong(text: usize, length: usize, part: usize, partLength: usize): bool {
  store<u16>(FILTER_TABLE, 0);
  let known: usize = 0;
  for (let at: usize = 1; at < partLength; at++) {
    known = extended(part, known, load<u8>(part + at));
    store<u16>(FILTER_TABLE + (at << 1), <u16> known);
  }
  known = 0;
  for (let at: usize = 0; at < length; at++) {
    known = extended(part, known, load<u8>(text + at));
    if (known === partLength) return true;
  }
  return false;
}

function extended(part: usize, known: usize, byte: u8): usize {
  while (known !== 0 && load<u8>(part + known) !== byte) {
    known = <usize> load<u16>(FILTER_TABLE + ((known - 1) << 1));
  }
  return load<u8>(part + known) === byte ? known + 1 : known;
}

/** Makes a text well-formed, if it is not. */
export function makeWellFormed(text: usize, length: usize): void {
  madeAt = text;
  madeLength = length;
  const end = text + length;
  let at = text;
  while (at + 8 <= end && (load<u64>(at) & 0x8080808080808080) === 0) at += 8;
  while (at < end) {
    const bytes = load<u8>(at) < 0x80 ? 1 : sequence(at, end);
    if (bytes < 0) return replace(text, length, at - text);
    at += <usize> bytes;
  }
}

/** Copies a text with U+FFFD for what is no UTF-8; the first bytes are well-formed. */
function replace(text: usize, length: usize, wellFormed: usize): void {
  const end = text + length;
  const to = room(length * 3);
  memory.copy(to, text, wellFormed);
  let out = to + wellFormed;
  let at = text + wellFormed;
  while (at < end) {
    const bytes = load<u8>(at) < 0x80 ? 1 : sequence(at, end);
    if (bytes < 0) {
      store<u8>(out, 0xEF);
      store<u16>(out, 0xBDBF, 1);
      out += 3;
      at += <usize> (-bytes);
    } else {
      memory.copy(out, at, bytes);
      out += <usize> bytes;
      at += <usize> bytes;
    }
  }
  madeAt = to;
  madeLength = out - to;
}

/** Code points of a well-formed text. */
export function codePoints(text: usize, length: usize): i64 {
  let count: i64 = 0;
  for (let at = text; at < text + length; at++) if ((load<u8>(at) & 0xC0) !== 0x80) count++;
  return count;
}

/** A copy with ASCII's letters between `first` and the 25 behind it in their other case. */
export function otherCase(text: usize, length: usize, first: u8): usize {
  const to = room(length);
  for (let at: usize = 0; at < length; at++) {
    const byte = load<u8>(text + at);
    store<u8>(to + at, <u8> (byte - first) < 26 ? byte ^ 0x20 : byte);
  }
  return to;
}
