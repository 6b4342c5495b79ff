// Where a record has a value: guards, then a member or a text.

import { wallClock } from "../clock";
import { RECORD_COMM_LENGTH } from "../wire";
import {
  FORM_ARGUMENTS,
  FORM_BASENAME,
  FORM_FIRST_ARGUMENT,
  FORM_INTEGER,
  FORM_NAME,
  FORM_TIME,
} from "./ops";

/** What the last place gave: an integer; the seconds and nanoseconds of a time; or a text. */
export let integer: i64 = 0;
export let nanoseconds: u32 = 0;
export let textAt: usize = 0;
export let textLength: usize = 0;

const WORD: usize = 4;

// @inline
export function form(place: usize): u32 {
  return load<u8>(place);
}

/** The unsigned number at a word's offset, of the word's size. */
// @inline
function numberAt(record: usize, word: u32): u64 {
  const at = record + <usize> (word & 0xFFFF);
  const size = word >> 16 & 0xFF;
  if (size === 2) return load<u16>(at);
  if (size === 4) return load<u32>(at);
  return load<u64>(at);
}

/** Whether all guards of a place hold. */
// @inline
export function present(place: usize, record: usize): bool {
  let left = <u32> load<u8>(place, 1);
  let at = place + WORD;
  while (left !== 0) {
    const word = load<u32>(at);
    const set = (numberAt(record, word) & <u64> load<u32>(at, 4)) !== 0;
    if (set !== (word >> 24 !== 0)) return false;
    at += 2 * WORD;
    left--;
  }
  return true;
}

// @inline
function body(place: usize): usize {
  return place + WORD + (<usize> load<u8>(place, 1) << 3);
}

/** Takes an integer, which must be there. */
// @inline
export function takeInteger(place: usize, record: usize): i64 {
  const value = numberAt(record, load<u32>(body(place)));
  return value > <u64> i64.MAX_VALUE ? i64.MAX_VALUE : <i64> value;
}

/** Takes a text, which must be there, as it is in the record. */
// @inline
export function takeText(place: usize, record: usize): void {
  const at = body(place);
  const how = form(place);
  if (how === FORM_NAME) return takeName(record + <usize> (load<u32>(at) & 0xFFFF));
  let text = record + <usize> load<u32>(at);
  let before = <u32> load<u8>(place, 2);
  let lengths = at + 2 * WORD;
  while (before !== 0) {
    text += <usize> numberAt(record, load<u32>(lengths));
    lengths += WORD;
    before--;
  }
  textAt = text;
  textLength = <usize> numberAt(record, load<u32>(at, 4));
  if (how === FORM_BASENAME) takeBaseName();
  else if (how === FORM_ARGUMENTS) takeArguments();
  else if (how === FORM_FIRST_ARGUMENT) takeFirst();
}

function takeName(at: usize): void {
  let length: usize = 0;
  while (length < <usize> RECORD_COMM_LENGTH && load<u8>(at + length) !== 0) length++;
  textAt = at;
  textLength = length;
}

function takeBaseName(): void {
  const end = textAt + textLength;
  let at = end;
  while (at > textAt && load<u8>(at - 1) !== 0x2F) at--;
  textAt = at;
  textLength = end - at;
}

/** Without the NUL that ends the last one. */
function takeArguments(): void {
  if (textLength !== 0 && load<u8>(textAt + textLength - 1) === 0) textLength--;
  // No argument is told from one that is empty.
  else if (textLength === 0) textAt = 0;
}

function takeFirst(): void {
  let length: usize = 0;
  while (length < textLength && load<u8>(textAt + length) !== 0) length++;
  textLength = length;
}

/** Takes whatever the place's form is; it must be there. */
export function takeValue(place: usize, record: usize): void {
  const how = form(place);
  if (how === FORM_INTEGER) {
    integer = takeInteger(place, record);
  } else if (how === FORM_TIME) {
    const time = wallClock(numberAt(record, load<u32>(body(place))));
    integer = <i64> (time / 1000000000);
    nanoseconds = <u32> (time % 1000000000);
  } else takeText(place, record);
}
