// Checks of a record: whatever the checks let through can be written without looking at bounds again.

import {
  ARGS_MAX,
  CGROUP_PATH_LENGTH,
  CGROUP_SIZE,
  EXEC_PATH_LENGTH,
  EXEC_SIZE,
  EXIT_SIZE,
  PATH_MAX,
  PROCESS_EXEC,
  PROCESS_EXIT,
  RECORD_PAYLOAD_LENGTH,
  RECORD_SIZE,
} from "./wire";

const PAYLOAD_MAX: usize = EXEC_SIZE + 2 * PATH_MAX + ARGS_MAX;

/** Whether the record, `size` bytes of at least a header, is whole and of a sane length. */
// @inline
export function wellFormed(record: usize, size: usize, type: u32, payloadLength: usize): bool {
  if (payloadLength > size - RECORD_SIZE || payloadLength > PAYLOAD_MAX) return false;
  const payload = record + RECORD_SIZE;
  if (type === PROCESS_EXEC) {
    if (payloadLength < <usize> EXEC_SIZE) return false;
    // u16 path, u16 working directory, u32 arguments; in 64 bits their sum cannot overflow.
    const lengths = load<u64>(payload, EXEC_PATH_LENGTH);
    const strings = (lengths & 0xFFFF) + (lengths >> 16 & 0xFFFF) + (lengths >> 32);
    return strings <= <u64> (payloadLength - EXEC_SIZE);
  }
  if (type === PROCESS_EXIT) return payloadLength >= <usize> EXIT_SIZE;
  if (payloadLength < <usize> CGROUP_SIZE) return false;
  const path = <usize> load<u32>(payload, CGROUP_PATH_LENGTH);
  return path <= <usize> PATH_MAX && path <= payloadLength - CGROUP_SIZE;
}

/** Bytes of a well-formed record, padded to 8. */
// @inline
export function recordLength(record: usize): usize {
  return (RECORD_SIZE + <usize> load<u32>(record, RECORD_PAYLOAD_LENGTH) + 7) & ~7;
}
