// Checks of a record: whatever the checks let through can be written without looking at bounds again.

import {
  ARGS_MAX,
  CGROUP_PATH_LENGTH,
  CGROUP_SIZE,
  EXEC_ARGS_LENGTH,
  EXEC_CWD_LENGTH,
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

/** Whether the record, `length` bytes with padding, is whole and within the limits of its type. */
// @inline
export function wellFormed(record: usize, length: usize, type: u32): bool {
  const payloadLength = <usize> load<u32>(record, RECORD_PAYLOAD_LENGTH);
  const payload = record + RECORD_SIZE;
  // No overflow: every length below is compared with its limit before it is added to another.
  if (payloadLength > length - RECORD_SIZE || payloadLength > PAYLOAD_MAX) return false;
  if (type === PROCESS_EXEC) {
    if (payloadLength < <usize> EXEC_SIZE) return false;
    const path = <usize> load<u16>(payload, EXEC_PATH_LENGTH);
    const cwd = <usize> load<u16>(payload, EXEC_CWD_LENGTH);
    const args = <usize> load<u32>(payload, EXEC_ARGS_LENGTH);
    if (path > <usize> PATH_MAX || cwd > <usize> PATH_MAX || args > <usize> ARGS_MAX) return false;
    return path + cwd + args <= payloadLength - EXEC_SIZE;
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
