// What filters compute beyond tests of one place: entries of a stack, each a value or the reason why there is none.

import { FILTER_STACK } from "../layout";
import { finds } from "./automaton";
import { agree, IP_SIZE, ipAt, parseIp, testIp } from "./ip";
import { civilPart, combine, lengthIn, nanoseconds as restOf, seconds } from "./moments";
import {
  ARITHMETIC_ADD,
  ARITHMETIC_DIVIDE,
  ARITHMETIC_MULTIPLY,
  ARITHMETIC_SUBTRACT,
  ORDER_AT_LEAST,
  ORDER_AT_MOST,
  ORDER_EQUAL,
  ORDER_LESS,
  STATUS_ERROR,
  STATUS_UNKNOWN,
  STATUS_VALUE,
  TEXT_CONTAINS,
  TEXT_ENDS,
  TEXT_IS,
  TYPE_DURATION,
  TYPE_INTEGER,
  TYPE_IP,
  TYPE_TEXT,
} from "./ops";
import {
  codePoints,
  compareTexts,
  contains,
  isSame,
  madeAt,
  madeLength,
  makeWellFormed,
  otherCase,
} from "./text";

// Offsets in an entry. A text, a list and an address have their address as value, and length or family beside it; a
// timestamp and a duration have seconds, and nanoseconds beside them.
const STATUS: usize = 0;
const BESIDE: usize = 4;
const VALUE: usize = 8;
const SIZE: usize = 16;

/** Behind the last entry. */
let top: usize = FILTER_STACK;

// @inline
export function isEmpty(): bool {
  return top === FILTER_STACK;
}

// @inline
export function reset(): void {
  top = FILTER_STACK;
}

// @inline
export function push(status: u32, value: u64, beside: u32): void {
  store<u32>(top, status, STATUS);
  store<u32>(top, beside, BESIDE);
  store<u64>(top, value, VALUE);
  top += SIZE;
}

// @inline
export function pushFailure(status: u32): void {
  push(status, 0, 0);
}

/** What was taken last. */
export let status: u32 = 0;
export let value: u64 = 0;
export let beside: u32 = 0;

export function pop(): void {
  top -= SIZE;
  status = load<u32>(top, STATUS);
  beside = load<u32>(top, BESIDE);
  value = load<u64>(top, VALUE);
}

/** A test's outcome: what is an error is nothing, what is not known may be anything. */
// @inline
function outcome(how: u32, holds: bool, is: bool): bool {
  if (how === STATUS_VALUE) return holds === is;
  return how === STATUS_UNKNOWN;
}

// @inline
export function ordered(order: u32, difference: i32): bool {
  if (order === ORDER_EQUAL) return difference === 0;
  if (order === ORDER_LESS) return difference < 0;
  if (order === ORDER_AT_MOST) return difference <= 0;
  if (order === ORDER_AT_LEAST) return difference >= 0;
  return difference > 0;
}

// @inline
function sign(a: i64, b: i64): i32 {
  return a < b ? -1 : <i32> (a > b);
}

function difference(type: u32, a: u64, aBeside: u32, b: u64, bBeside: u32): i32 {
  if (type === TYPE_TEXT) {
    return compareTexts(<usize> a, <usize> aBeside, <usize> b, <usize> bBeside);
  }
  if (type === TYPE_IP) {
    return aBeside === bBeside && isSame(<usize> a, <usize> b, IP_SIZE) ? 0 : 1;
  }
  const whole = sign(<i64> a, <i64> b);
  return whole !== 0 ? whole : sign(<i64> aBeside, <i64> bBeside);
}

/** Compares the two topmost. */
export function compare(detail: u32, is: bool): bool {
  pop();
  const b = value;
  const bBeside = beside;
  const bStatus = status;
  pop();
  const how = max(status, bStatus);
  if (how !== STATUS_VALUE) return outcome(how, false, is);
  return ordered(detail & 15, difference(detail >> 4, value, beside, b, bBeside)) === is;
}

// @inline
export function testText(
  how: u32,
  text: usize,
  length: usize,
  part: usize,
  partLength: usize,
): bool {
  if (partLength > length) return false;
  if (how === TEXT_IS) return length === partLength && isSame(text, part, length);
  if (how === TEXT_CONTAINS) return contains(text, length, part, partLength);
  return isSame(how === TEXT_ENDS ? text + length - partLength : text, part, partLength);
}

/** Compares the two topmost, which are texts. */
export function compareTwoTexts(how: u32, is: bool): bool {
  pop();
  const part = <usize> value;
  const partLength = <usize> beside;
  const partStatus = status;
  pop();
  const worst = max(status, partStatus);
  if (worst !== STATUS_VALUE) return outcome(worst, false, is);
  return testText(how, <usize> value, <usize> beside, part, partLength) === is;
}

export function match(automaton: usize, is: bool): bool {
  pop();
  if (status !== STATUS_VALUE) return outcome(status, false, is);
  return finds(automaton, <usize> value, <usize> beside) === is;
}

/** Whether a list of constants has a text: u32 count, then offset from `base` and length of each. */
export function textIn(list: usize, base: usize, text: usize, length: usize): bool {
  let left = load<u32>(list);
  let at = list + 4;
  while (left !== 0) {
    if (<usize> load<u32>(at, 4) === length) {
      if (isSame(base + <usize> load<u32>(at), text, length)) return true;
    }
    at += 8;
    left--;
  }
  return false;
}

/** Whether the topmost is in a list of constants; numbers have 64 bits and nanoseconds. */
export function inConstants(type: u32, list: usize, base: usize, is: bool): bool {
  pop();
  if (status !== STATUS_VALUE) return outcome(status, false, is);
  if (type === TYPE_TEXT) return textIn(list, base, <usize> value, <usize> beside) === is;
  let left = load<u32>(list);
  let at = list + 4;
  while (left !== 0) {
    if (load<u64>(at) === value && load<u32>(at, 8) === beside) return is;
    at += 12;
    left--;
  }
  return !is;
}

/** The end of the part of an event's list that begins here: its NUL, or the list's end. */
export function partEnd(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) !== 0) at++;
  return at;
}

/** Whether an event's list, the topmost, has the text below it. */
export function inList(is: bool): bool {
  pop();
  const list = <usize> value;
  const end = list + <usize> beside;
  const listStatus = status;
  pop();
  const worst = max(status, listStatus);
  if (worst !== STATUS_VALUE) return outcome(worst, false, is);
  const text = <usize> value;
  const length = <usize> beside;
  if (list === 0) return !is;
  let at = list;
  while (true) {
    const next = partEnd(at, end);
    makeWellFormed(at, next - at);
    if (madeLength === length && isSame(madeAt, text, length)) return is;
    if (next >= end) return !is;
    at = next + 1;
  }
}

export function inNetwork(network: usize, is: bool): bool {
  pop();
  if (status !== STATUS_VALUE) return outcome(status, false, is);
  const holds = load<u32>(network) === beside &&
    agree(network + 8, <usize> value, load<u32>(network, 4));
  return holds === is;
}

export function testAddress(test: u32, is: bool): bool {
  pop();
  if (status !== STATUS_VALUE) return outcome(status, false, is);
  return testIp(test, beside, <usize> value) === is;
}

export function isAddress(is: bool): bool {
  pop();
  if (status !== STATUS_VALUE) return outcome(status, false, is);
  return (parseIp(<usize> value, <usize> beside) !== 0) === is;
}

export function arithmetic(detail: u32): void {
  pop();
  const b = <i64> value;
  const bBeside = beside;
  const bStatus = status;
  pop();
  const how = detail & 15;
  const type = detail >> 4;
  const worst = max(status, bStatus);
  if (worst !== STATUS_VALUE) return pushFailure(worst);
  if (type === TYPE_INTEGER) return integers(how, <i64> value, b);
  const subtract = how === ARITHMETIC_SUBTRACT;
  if (combine(<i64> value, beside, b, bBeside, subtract, type === TYPE_DURATION)) {
    push(STATUS_VALUE, <u64> seconds, restOf);
  } else pushFailure(STATUS_ERROR);
}

function integers(how: u32, a: i64, b: i64): void {
  let result: i64;
  let wrong: bool;
  if (how === ARITHMETIC_ADD) {
    result = a + b;
    wrong = ((a ^ result) & (b ^ result)) < 0;
  } else if (how === ARITHMETIC_SUBTRACT) {
    result = a - b;
    wrong = ((a ^ b) & (a ^ result)) < 0;
  } else if (how === ARITHMETIC_MULTIPLY) {
    result = a * b;
    wrong = a !== 0 && (a === -1 ? b === i64.MIN_VALUE : result / a !== b);
  } else {
    // The one quotient that 64 bits do not hold; its remainder is refused too.
    wrong = b === 0 || a === i64.MIN_VALUE && b === -1;
    result = wrong ? 0 : how === ARITHMETIC_DIVIDE ? a / b : a % b;
  }
  if (wrong) pushFailure(STATUS_ERROR);
  else push(STATUS_VALUE, <u64> result, 0);
}

export function negate(): void {
  pop();
  if (status !== STATUS_VALUE) return pushFailure(status);
  if (<i64> value === i64.MIN_VALUE) return pushFailure(STATUS_ERROR);
  push(STATUS_VALUE, <u64> -(<i64> value), 0);
}

export function sizeOfText(): void {
  pop();
  if (status !== STATUS_VALUE) return pushFailure(status);
  push(STATUS_VALUE, <u64> codePoints(<usize> value, <usize> beside), 0);
}

export function sizeOfList(): void {
  pop();
  if (status !== STATUS_VALUE) return pushFailure(status);
  const list = <usize> value;
  const end = list + <usize> beside;
  let size: u64 = list === 0 ? 0 : 1;
  for (let at = list; at < end; at++) if (load<u8>(at) === 0) size++;
  push(STATUS_VALUE, size, 0);
}

/** The element of an event's list. */
export function element(wellFormed: bool): void {
  pop();
  const index = <i64> value;
  const indexStatus = status;
  pop();
  const worst = max(status, indexStatus);
  if (worst !== STATUS_VALUE) return pushFailure(worst);
  let at = <usize> value;
  const end = at + <usize> beside;
  if (at === 0 || index < 0) return pushFailure(STATUS_ERROR);
  for (let left = index; left !== 0; left--) {
    at = partEnd(at, end);
    if (at >= end) return pushFailure(STATUS_ERROR);
    at++;
  }
  pushText(at, partEnd(at, end) - at, wellFormed);
}

export function pushText(text: usize, length: usize, wellFormed: bool): void {
  if (!wellFormed) return push(STATUS_VALUE, <u64> text, <u32> length);
  makeWellFormed(text, length);
  push(STATUS_VALUE, <u64> madeAt, <u32> madeLength);
}

export function changeCase(first: u8): void {
  pop();
  if (status !== STATUS_VALUE) return pushFailure(status);
  push(STATUS_VALUE, <u64> otherCase(<usize> value, <usize> beside, first), beside);
}

export function address(): void {
  pop();
  if (status !== STATUS_VALUE) return pushFailure(status);
  const family = parseIp(<usize> value, <usize> beside);
  if (family === 0) pushFailure(STATUS_ERROR);
  else push(STATUS_VALUE, <u64> ipAt, family);
}

export function family(): void {
  pop();
  if (status !== STATUS_VALUE) return pushFailure(status);
  push(STATUS_VALUE, <u64> beside, 0);
}

export function moment(part: u32, ofDuration: bool): void {
  pop();
  if (status !== STATUS_VALUE) return pushFailure(status);
  const found = ofDuration
    ? lengthIn(part, <i64> value, beside)
    : civilPart(part, <i64> value, beside);
  push(STATUS_VALUE, <u64> found, 0);
}
