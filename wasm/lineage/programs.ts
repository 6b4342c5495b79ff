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

export const NAME_TEXT: usize = NAME_TEXT_OFFSET;

// A run: u64 key, u32 address of its file's name, u8 whether it lives, u8 whether it was asked for, then nothing.
const KEY: usize = 0;
const NAME: usize = 8;
const LIVES: usize = 12;
const ASKED: usize = 13;
const SIZE: usize = 16;
/** Runs of the same place: a key is looked for among so many. */
const WAYS: usize = 8;
const SET_SIZE: usize = WAYS * SIZE;
const SETS: usize = PROGRAM_COUNT / WAYS;

let next: usize = 0;

// @inline
function setOf(key: u64): usize {
  return PROGRAMS + (<usize> (key >> 40) & (SETS - 1)) * SET_SIZE;
}

// @inline
function find(key: u64): usize {
  const set = setOf(key);
  for (let way = set; way < set + SET_SIZE; way += SIZE) {
    if (load<u64>(way, KEY) === key && load<u32>(way, NAME) !== 0) return way;
  }
  return 0;
}

/** Where the name of its file is: u16 length, then the inside of a JSON string. 0: it is not known. */
export function programName(key: u64): usize {
  const found = find(key);
  if (found === 0) return 0;
  store<u8>(found, 1, ASKED);
  return <usize> load<u32>(found, NAME);
}

/** A run has begun, of the file at a path of `length` bytes. */
export function programBegan(key: u64, path: usize, length: usize): void {
  if (isNearlyFull(length)) makeRoomForNames();
  const name = intern(path, length);
  if (name === 0) return forget(key);
  const place = placeFor(key);
  store<u64>(place, key, KEY);
  store<u32>(place, <u32> name, NAME);
  store<u32>(place, 1, LIVES);
}

/** A run has ended; what descends from it may still ask. */
export function programEnded(key: u64): void {
  const found = find(key);
  if (found !== 0) store<u8>(found, 0, LIVES);
}

function forget(key: u64): void {
  const found = find(key);
  if (found !== 0) store<u32>(found, 0, NAME);
}

/** Its own place, an empty one, that of one that ended, that of one that nobody asked for, or any. */
function placeFor(key: u64): usize {
  const set = setOf(key);
  let best: usize = 0;
  let worth: u32 = 4;
  // Not always the first of several.
  next = (next + SIZE) & (SET_SIZE - 1);
  for (let index: usize = 0; index < SET_SIZE; index += SIZE) {
    const way = set + ((index + next) & (SET_SIZE - 1));
    if (load<u64>(way, KEY) === key) return way;
    const own: u32 = load<u32>(way, NAME) === 0
      ? 0
      : 1 + <u32> load<u8>(way, ASKED) + 2 * <u32> load<u8>(way, LIVES);
    if (own < worth || best === 0) {
      best = way;
      worth = own;
    }
  }
  // Who is asked for once in a while outlives who is not.
  if (worth !== 0) {
    for (let way = set; way < set + SET_SIZE; way += SIZE) store<u8>(way, 0, ASKED);
  }
  return best;
}

/** Keeps the names of those that live, if that leaves much room: it shall not be done again soon. Else it keeps none. */
function makeRoomForNames(): void {
  swapNames();
  const end = PROGRAMS + PROGRAM_COUNT * SIZE;
  for (let way = PROGRAMS; way < end; way += SIZE) {
    const name = <usize> load<u32>(way, NAME);
    if (name === 0) continue;
    const kept = load<u8>(way, LIVES) !== 0 && !isNearlyFull(0) ? reintern(name) : 0;
    store<u32>(way, <u32> kept, NAME);
  }
  if (!isHalfFull()) return;
  clearNames();
  for (let way = PROGRAMS; way < end; way += SIZE) store<u32>(way, 0, NAME);
}
