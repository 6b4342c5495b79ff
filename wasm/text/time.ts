// RFC 3339 time in UTC with nanoseconds. The date and the second are cached, as neighbouring events share them.

import { SECOND_SIZE, SECONDS, SECONDS_COUNT } from "../layout";
import { fixed } from "./decimal";

const NANOSECONDS: u64 = 1000000000;
const DAY: u32 = 86400;
// Offsets in a cached second.
const KEY: usize = 0;
const TEXT: usize = 8;
/** Length of "2026-11-23T01:44:15.". */
const TEXT_LENGTH: usize = 20;

/** The cached text of a second, 20 characters up to the decimal point. */
// @inline
export function secondText(second: u64): usize {
  const entry = SECONDS + <usize> (second & (SECONDS_COUNT - 1)) * SECOND_SIZE;
  // One more, so that zeroed memory is no second.
  if (load<u64>(entry, KEY) !== second + 1) fill(entry, second);
  return entry + TEXT;
}

/** Writes a wall-clock time as "2026-11-23T01:44:15.012345678Z"; returns the end. */
export function timestamp(at: usize, time: u64): usize {
  const second = time / NANOSECONDS;
  memory.copy(at, secondText(second), TEXT_LENGTH);
  fixed(at + TEXT_LENGTH, <u32> (time - second * NANOSECONDS), 9);
  store<u8>(at, 0x5A, TEXT_LENGTH + 9);
  return at + TEXT_LENGTH + 10;
}

function fill(entry: usize, second: u64): void {
  store<u64>(entry, second + 1, KEY);
  const days = <u32> (second / DAY);
  const clock = <u32> (second - <u64> days * DAY);
  // Days to civil date with the year beginning in March, so that the leap day comes last.
  const shifted = days + 719468;
  const era = shifted / 146097;
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const march = (5 * dayOfYear + 2) / 153;
  const day = dayOfYear - (153 * march + 2) / 5 + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const text = entry + TEXT;
  fixed(text, year, 4);
  store<u8>(text, 0x2D, 4);
  fixed(text + 5, month, 2);
  store<u8>(text, 0x2D, 7);
  fixed(text + 8, day, 2);
  store<u8>(text, 0x54, 10);
  fixed(text + 11, clock / 3600, 2);
  store<u8>(text, 0x3A, 13);
  fixed(text + 14, clock / 60 % 60, 2);
  store<u8>(text, 0x3A, 16);
  fixed(text + 17, clock % 60, 2);
  store<u8>(text, 0x2E, 19);
}
