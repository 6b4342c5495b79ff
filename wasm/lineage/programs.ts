// Which file a run of a program runs: what execs and the processes at the start tell is kept, so that children, and who
// sends signals, can be told by name. So many runs at most are kept: where there is no more room, those that have ended
// go first, then those that nobody asked for. What is not here is said to be unknown.

import { PROGRAM_COUNT, PROGRAMS } from "../layout";
import {
  clearNames,
  intern,
  isHalfFull,
  isNearlyFull,
  NAME_TEXT_OFFSET,
  reintern,
  swapNames,
} from "./names";
import { numberOfKey, runKey } from "./run_key";

export const NAME_TEXT: usize = NAME_TEXT_OFFSET;

// Eight runs of the same place: their u64 keys, then u32 addresses of their files' names, then a byte each of what they
// are worth; the rest is not used.
const WAYS: usize = 8;
const NAME: usize = 64;
const WORTH: usize = 96;
const SET_SIZE: usize = 128;
/** A power of two: 13 bits of a number say which. */
const SETS: usize = PROGRAM_COUNT / WAYS;

/** Whether somebody asked for a run, whether it lives, and whether there is one: each counts more than those before. */
const ASKED: u8 = 1;
const LIVES: u8 = 2;
const PRESENT: u8 = 4;
/** The same byte eight times. */
const EACH: u64 = 0x0101010101010101;

let next: u64 = 0;

/** All runs of a process have the same place. */
// @inline
function setOf(number: u64): usize {
  return PROGRAMS + <usize> (number >> 51) * SET_SIZE;
}

/** The first of a set that has the key, whatever is known of it; `WAYS`: none. */
// @inline
function wayOf(set: usize, key: u64): usize {
  if (ASC_FEATURE_SIMD) {
    return firstWay(
      key,
      v128.load(set),
      v128.load(set, 16),
      v128.load(set, 32),
      v128.load(set, 48),
    );
  }
  let way: usize = 0;
  while (way < WAYS && load<u64>(set + way * 8) !== key) way++;
  return way;
}

/** The same of the keys themselves. */
// @inline
function firstWay(key: u64, a: v128, b: v128, c: v128, d: v128): usize {
  const keys = i64x2.splat(key);
  // Of each number that is the same a bit is left in the lower half of its own 16.
  const same = i16x8.bitmask(
    i16x8.narrow_i32x4_s(
      narrowed(i64x2.eq(keys, a), i64x2.eq(keys, b)),
      narrowed(i64x2.eq(keys, c), i64x2.eq(keys, d)),
    ),
  );
  return <usize> ctz(same | 1 << <i32> WAYS);
}

/** Of all ones or zeros of 64 bits those of 32. */
// @inline
function narrowed(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}

/** Where the name of its file is: u16 length, then the inside of a JSON string. 0: it is not known. */
// @inline
export function programName(key: u64): usize {
  const set = setOf(numberOfKey(key));
  const way = wayOf(set, key);
  if (way === WAYS) return 0;
  const name = <usize> load<u32>(set + way * 4, NAME);
  if (name !== 0) store<u8>(set + way, load<u8>(set + way, WORTH) | ASKED, WORTH);
  return name;
}

/** A run has begun, of the file at a path of `length` bytes, 0: it is not known; the one before it has ended. */
export function programBegan(number: u64, path: usize, length: usize): void {
  const set = setOf(number);
  const key = runKey(number);
  let own: usize;
  let before: usize;
  if (ASC_FEATURE_SIMD) {
    const a = v128.load(set);
    const b = v128.load(set, 16);
    const c = v128.load(set, 32);
    const d = v128.load(set, 48);
    own = firstWay(key, a, b, c, d);
    before = firstWay(runKey(number - 1), a, b, c, d);
  } else {
    own = wayOf(set, key);
    before = wayOf(set, runKey(number - 1));
  }
  if (before !== WAYS) endAt(set, before);
  if (length === 0) return;
  if (isNearlyFull(length)) makeRoomForNames();
  const name = intern(path, length);
  if (name === 0) {
    if (own !== WAYS) forgetAt(set, own);
    return;
  }
  // Not always the first of several.
  next = (next + 1) & (WAYS - 1);
  const way = own === WAYS ? placeIn(set) : own;
  store<u64>(set + way * 8, key);
  store<u32>(set + way * 4, <u32> name, NAME);
  store<u8>(set + way, PRESENT | LIVES, WORTH);
}

/** A run has ended; what descends from it may still ask. */
// @inline
export function programEnded(number: u64): void {
  const set = setOf(number);
  const way = wayOf(set, runKey(number));
  if (way !== WAYS) endAt(set, way);
}

// @inline
function endAt(set: usize, way: usize): void {
  store<u8>(set + way, load<u8>(set + way, WORTH) & ~LIVES, WORTH);
}

function forgetAt(set: usize, way: usize): void {
  store<u32>(set + way * 4, 0, NAME);
  store<u8>(set + way, 0, WORTH);
}

/** An empty place, that of one that ended, that of one that nobody asked for, or any. */
// @inline
function placeIn(set: usize): usize {
  const worths = load<u64>(set, WORTH);
  const turned = rotr(worths, next << 3);
  let found = zeroBytes(turned);
  if (found === 0) {
    for (let worth: u64 = PRESENT; found === 0; worth++) found = zeroBytes(turned ^ worth * EACH);
    // Who is asked for once in a while outlives who is not.
    store<u64>(set, worths & ~(<u64> ASKED * EACH), WORTH);
  }
  return <usize> ((ctz(found) >> 3) + next) & (WAYS - 1);
}

/** The highest bit of the first byte that is 0, and perhaps others behind it; 0: no byte is. */
// @inline
function zeroBytes(bytes: u64): u64 {
  return (bytes - EACH) & ~bytes & 0x80 * EACH;
}

/** Keeps the names of those that live, if that leaves much room: it shall not be done again soon. Else it keeps none. */
function makeRoomForNames(): void {
  swapNames();
  const end = PROGRAMS + SETS * SET_SIZE;
  for (let set = PROGRAMS; set < end; set += SET_SIZE) {
    for (let way: usize = 0; way < WAYS; way++) {
      const name = <usize> load<u32>(set + way * 4, NAME);
      if (name === 0) continue;
      const lives = load<u8>(set + way, WORTH) & LIVES;
      const kept = lives !== 0 && !isNearlyFull(0) ? reintern(name) : 0;
      store<u32>(set + way * 4, <u32> kept, NAME);
      if (kept === 0) store<u8>(set + way, 0, WORTH);
    }
  }
  if (!isHalfFull()) return;
  clearNames();
  for (let set = PROGRAMS; set < end; set += SET_SIZE) memory.fill(set + NAME, 0, SET_SIZE - NAME);
}
