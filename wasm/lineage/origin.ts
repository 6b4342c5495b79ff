// How a process came where it is: the kernel says how it came into its mount namespace, its label whether that is a
// container's.

import { copy16 } from "../scalar/copies";
import { inContainer } from "../state";
import { ORIGIN_SIZE, ORIGINS } from "./literals";

/** The last that enum critter_origin has. */
const LAST: u32 = 3;

/** Writes the word for it; returns the end. It may write 16 bytes more. */
// @inline
export function originOf(at: usize, origin: u32): usize {
  const word = ORIGINS + <usize> (min(origin, LAST) + inContainer) * ORIGIN_SIZE;
  copy16(at, word);
  return at + <usize> load<u32>(word, 16);
}
