// The id of a run of a program as lines have it: 128 bits, as 32 hexadecimal digits.

import { hexadecimal } from "../simd/hexadecimal";
import { digit } from "../text/hexadecimal";

/** What this boot of the node adds to times, so that no id comes again after the next. */
let salt: u64 = 0;

/** From now on times are told with this added. */
export function setBoot(value: u64): void {
  salt = value;
}

/** Writes the id; returns the end. The process is named by when it was created and its pid, its program by its number. */
// @inline
export function execId(at: usize, start: u64, pid: u32, run: u32): usize {
  const high = start + salt;
  const low = <u64> pid << 32 | <u64> run;
  if (ASC_FEATURE_SIMD) return hexadecimal(at, high, low);
  return plainDigits(plainDigits(at, high), low);
}

function plainDigits(at: usize, value: u64): usize {
  for (let shift: i32 = 60; shift >= 0; shift -= 4) {
    store<u8>(at, <u8> digit(<u32> (value >> shift) & 15));
    at++;
  }
  return at;
}
