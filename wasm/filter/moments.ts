// Timestamps and durations: whole seconds, rounded down, and nanoseconds.

const SECOND: i32 = 1000000000;
const DAY: i64 = 86400;
/** 0001-01-01 and the last second of 9999. */
const FIRST: i64 = -62135596800;
const LAST: i64 = 253402300799;
/** The longest durations have 64 bits of nanoseconds. */
const LONGEST: i64 = 9223372036;
const LONGEST_REST: u32 = 854775807;
const LEAST: i64 = -9223372037;
const LEAST_REST: u32 = 145224192;

export let seconds: i64 = 0;
export let nanoseconds: u32 = 0;

/** Adds or subtracts; false where CEL has no such timestamp or duration. */
export function combine(
  a: i64,
  aNanoseconds: u32,
  b: i64,
  bNanoseconds: u32,
  subtract: bool,
  toDuration: bool,
): bool {
  seconds = subtract ? a - b : a + b;
  let rest = subtract
    ? <i32> aNanoseconds - <i32> bNanoseconds
    : <i32> aNanoseconds + <i32> bNanoseconds;
  if (rest < 0) {
    rest += SECOND;
    seconds--;
  } else if (rest >= SECOND) {
    rest -= SECOND;
    seconds++;
  }
  nanoseconds = <u32> rest;
  if (!toDuration) return seconds >= FIRST && seconds <= LAST;
  if (seconds === LEAST) return nanoseconds >= LEAST_REST;
  if (seconds === LONGEST) return nanoseconds <= LONGEST_REST;
  return seconds > LEAST && seconds < LONGEST;
}

// @inline
function floorDiv(a: i64, b: i64): i64 {
  const quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

/** A part of a timestamp in UTC, by its place among CIVIL of src/filter/moments.ts. */
export function civilPart(part: u32, at: i64, rest: u32): i64 {
  const days = floorDiv(at, DAY);
  const second = at - days * DAY;
  if (part === 6) return second / 3600;
  if (part === 7) return second / 60 % 60;
  if (part === 8) return second % 60;
  if (part === 9) return <i64> (rest / 1000000);
  if (part === 4) return ((days + 4) % 7 + 7) % 7;
  return datePart(part, days);
}

/** Year, month, day: years that begin in March have their leap day at the end. */
function datePart(part: u32, days: i64): i64 {
  const shifted = days + 719468;
  const era = floorDiv(shifted, 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const shiftedMonth = (5 * ofYear + 2) / 153;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (part === 0) return year;
  if (part === 1) return month - 1;
  const day = ofYear - (153 * shiftedMonth + 2) / 5 + 1;
  if (part === 2) return day;
  if (part === 3) return day - 1;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  // March begins at day 59, or 60.
  return month <= 2 ? ofYear - 306 : ofYear + 59 + (leap ? 1 : 0);
}

/** A duration in other units, by its place among LENGTHS of src/filter/moments.ts; cut towards 0. */
export function lengthIn(unit: u32, whole: i64, rest: u32): i64 {
  const negative = whole < 0 && rest !== 0;
  const cut = negative ? whole + 1 : whole;
  if (unit === 0) return cut / 3600;
  if (unit === 1) return cut / 60;
  if (unit === 2) return cut;
  return (negative ? <i64> rest - SECOND : <i64> rest) / 1000000;
}
