// The two line writers: the module that ships is built with SIMD; its plain twin, without, checks it.

import * as scalar from "./scalar/line";
import * as simd from "./simd/line";

export function initLine(): void {
  if (ASC_FEATURE_SIMD) simd.initLine();
}

/** Writes the line of a checked record up to the brace that closes `process`; returns the end. */
// @inline
export function processPart(at: usize, record: usize): usize {
  if (ASC_FEATURE_SIMD) return simd.processPart(at, record);
  return scalar.processPart(at, record);
}
