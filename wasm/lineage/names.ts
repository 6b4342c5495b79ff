// Files' names as lines have them, each once: a node runs the same few files again and again.

import {
  NAME_INDEX,
  NAME_INDEX_COUNT,
  NAMES,
  NAMES_SIZE,
  RECENT_NAMES,
  RECENT_NAMES_BITS,
} from "../layout";
import { text } from "../strings";

/** Before a name: u16 length. */
export const NAME_TEXT_OFFSET: usize = 2;
/** Longer ones are not kept; of bytes as they are written. */
const LONGEST: usize = 1024;
/** What one byte can become. */
const WIDEST: usize = 6;

/** Names lie in one half; the other is for those that are kept when it is full. */
let half: usize = NAMES;
let top: usize = NAMES;
let used: usize = 0;

/** Whether another name, of so many bytes before they are escaped, may have no room. */
export function isNearlyFull(length: usize): bool {
  return used >= NAME_INDEX_COUNT / 2 ||
    top + min(length, LONGEST) * WIDEST + 512 > half + NAMES_SIZE;
}

/** Whether more than half of the room is used. */
export function isHalfFull(): bool {
  return used >= NAME_INDEX_COUNT / 4 || top > half + NAMES_SIZE / 2;
}

/** The address of a name, which is added if it is new; 0: it is too long. */
export function intern(from: usize, length: usize): usize {
  if (length === 0 || length > LONGEST) return 0;
  const recent = RECENT_NAMES + recentPlace(from, length);
  const last = <usize> load<u32>(recent);
  if (last !== 0 && <usize> load<u16>(last) === length) {
    if (isSame(last + NAME_TEXT_OFFSET, from, length)) return last;
  }
  // As it is, most are as they are written; but one with a backslash is never, and can be what another is written as.
  const known = find(from, length);
  if (known !== 0 && !hasBackslash(from, length)) {
    store<u32>(recent, <u32> known);
    return known;
  }
  const end = text(top + NAME_TEXT_OFFSET, from, length);
  const written = end - top - NAME_TEXT_OFFSET;
  if (written > LONGEST) return 0;
  const same = find(top + NAME_TEXT_OFFSET, written);
  return same === 0 ? add(written) : same;
}

/** Where the name that came last of those alike is remembered: by its last word, in which most differ. */
// @inline
function recentPlace(from: usize, length: usize): usize {
  const last = load<u64>(from + max<usize>(length, 8) - 8);
  const word = length >= 8 ? last : last & lastBytes(length);
  return <usize> ((word + length) * 0x9E3779B97F4A7C15 >> (64 - RECENT_NAMES_BITS)) << 2;
}

/** The same of a name that lies in the other half. */
export function reintern(name: usize): usize {
  const length = <usize> load<u16>(name);
  const known = find(name + NAME_TEXT_OFFSET, length);
  if (known !== 0) return known;
  memory.copy(top + NAME_TEXT_OFFSET, name + NAME_TEXT_OFFSET, length);
  return add(length);
}

/** Forgets all names; those of before can be read until the next time. */
export function swapNames(): void {
  half = half === NAMES ? NAMES + NAMES_SIZE : NAMES;
  clearNames();
}

export function clearNames(): void {
  top = half;
  used = 0;
  memory.fill(NAME_INDEX, 0, NAME_INDEX_COUNT * 4);
  memory.fill(RECENT_NAMES, 0, 4 << RECENT_NAMES_BITS);
}

/** What lies at `top` becomes a name. */
function add(length: usize): usize {
  const name = top;
  store<u16>(name, <u16> length);
  let place = home(name + NAME_TEXT_OFFSET, length);
  while (load<u32>(NAME_INDEX + place * 4) !== 0) place = (place + 1) & (NAME_INDEX_COUNT - 1);
  store<u32>(NAME_INDEX + place * 4, <u32> name);
  used++;
  top += (NAME_TEXT_OFFSET + length + 1) & ~1;
  return name;
}

function find(from: usize, length: usize): usize {
  let place = home(from, length);
  while (true) {
    const name = <usize> load<u32>(NAME_INDEX + place * 4);
    if (name === 0) return 0;
    if (<usize> load<u16>(name) === length && isSame(name + NAME_TEXT_OFFSET, from, length)) {
      return name;
    }
    place = (place + 1) & (NAME_INDEX_COUNT - 1);
  }
}

function home(from: usize, length: usize): usize {
  let hash: u64 = length;
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) hash = mixed(hash, load<u64>(from + at));
  if (at < length) hash = mixed(hash, load<u64>(from + at) & lastBytes(length - at));
  return <usize> (hash >> 40) & (NAME_INDEX_COUNT - 1);
}

// @inline
function mixed(hash: u64, word: u64): u64 {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15;
  return hash ^ hash >> 32;
}

/** Whether two texts of the same length are the same; up to 32 bytes behind them are read. */
// @inline
function isSame(a: usize, b: usize, length: usize): bool {
  if (ASC_FEATURE_SIMD && length <= 32) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) |
      i8x16.bitmask(i8x16.eq(v128.load(a, 16), v128.load(b, 16))) << 16;
    return ~same << (32 - <i32> length) === 0;
  }
  return isSameLong(a, b, length);
}

function isSameLong(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) !== load<u64>(b + at)) return false;
  return at === length || ((load<u64>(a + at) ^ load<u64>(b + at)) & lastBytes(length - at)) === 0;
}

function hasBackslash(from: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at++) if (load<u8>(from + at) === 0x5C) return true;
  return false;
}

/** The lowest bytes of a word, fewer than eight. */
// @inline
function lastBytes(count: usize): u64 {
  return (<u64> 1 << <u64> (count << 3)) - 1;
}
