import { RECORD_PAYLOAD_LENGTH, RECORD_SIZE } from "./wire";

/** Bytes of a well-formed record, padded to 8. */
// @inline
export function recordLength(record: usize): usize {
  return (RECORD_SIZE + <usize> load<u32>(record, RECORD_PAYLOAD_LENGTH) + 7) & ~7;
}
