// What lines of lineage are made of, in memory: a copy of 16 or 32 bytes is less work than one of the right length.

import { LINEAGE_LITERALS } from "../layout";
import { put } from "../scalar/put";

/** Of one ancestor: `{"exec_id":"`, `","pid":`, `,"executable":{"path":"`, `"}}`. */
export const OPENING: usize = LINEAGE_LITERALS;
export const OPENING_LENGTH: usize = 12;
export const PID: usize = LINEAGE_LITERALS + 0x10;
export const PID_LENGTH: usize = 8;
export const PATH: usize = LINEAGE_LITERALS + 0x20;
export const PATH_LENGTH: usize = 23;
export const UNKNOWN: usize = LINEAGE_LITERALS + 0x40;
export const UNKNOWN_LENGTH: usize = 32;

/** Origins, the host's first: 16 bytes of text, then its length. */
export const ORIGINS: usize = LINEAGE_LITERALS + 0x80;
export const ORIGIN_SIZE: usize = 32;

export function initLineage(): void {
  put(OPENING, '{"exec_id":"');
  put(PID, '","pid":');
  put(PATH, ',"executable":{"path":"');
  put(UNKNOWN, ',"executable":{"unknown":true}}');
  origin(0, "host");
  origin(1, "host");
  origin(2, "host");
  origin(3, "exec");
  origin(4, "runtime");
  origin(5, "runtime");
  origin(6, "entrypoint");
  origin(7, "exec");
}

function origin(index: usize, text: string): void {
  const at = ORIGINS + index * ORIGIN_SIZE;
  store<u32>(at, <u32> (put(at, text) - at), 16);
}
