// Made by deno task events from src/events/; not to be edited.
// Checks of a record: whatever the checks let through can be written without looking at bounds again.

import {
  CGROUP_MKDIR,
  CGROUP_PATH_LENGTH,
  CGROUP_RMDIR,
  CGROUP_SIZE,
  EXEC_REQUESTED_LENGTH,
  EXEC_SIZE,
  EXIT_SIZE,
  PATH_MAX,
  PROCESS_EXEC,
  PROCESS_EXIT,
  RECORD_SIZE,
} from "../wire";

/** Bytes of the longest payload of all kinds. */
const PAYLOAD_MAX: usize = 16392;

/** Whether the record, `size` bytes of at least a header, is whole and of a sane length. */
// @inline
export function wellFormed(record: usize, size: usize, type: u32, payloadLength: usize): bool {
  if (payloadLength > size - RECORD_SIZE || payloadLength > PAYLOAD_MAX) return false;
  const payload = record + RECORD_SIZE;
  if (type === PROCESS_EXEC) {
    if (payloadLength < <usize> EXEC_SIZE) return false;
    const word0 = load<u64>(payload, EXEC_REQUESTED_LENGTH);
    const requestedLength = <u32> (word0 & 0xFFFF);
    const executableLength = <u32> (word0 >> 16 & 0xFFFF);
    const cwdLength = <u32> (word0 >> 32 & 0xFFFF);
    const argsLength = <u32> (word0 >> 48);
    return <u64> requestedLength + <u64> executableLength + <u64> cwdLength + <u64> argsLength <=
      <u64> (payloadLength - <usize> EXEC_SIZE);
  }
  if (type === PROCESS_EXIT) return payloadLength >= <usize> EXIT_SIZE;
  if (type === CGROUP_MKDIR || type === CGROUP_RMDIR) {
    if (payloadLength < <usize> CGROUP_SIZE) return false;
    const pathLength = load<u32>(payload, CGROUP_PATH_LENGTH);
    return pathLength <= <u32> PATH_MAX &&
      <u64> pathLength <= <u64> (payloadLength - <usize> CGROUP_SIZE);
  }
  return false;
}
