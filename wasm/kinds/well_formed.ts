// Made by deno task events from src/events/; not to be edited.
// Checks of a record: whatever the checks let through can be written without looking at bounds again.

import {
  ANCESTORS_MAX,
  CGROUP_MKDIR,
  CGROUP_PATH_LENGTH,
  CGROUP_RMDIR,
  CGROUP_SIZE,
  CONTAINER_EXIT,
  CONTAINER_START,
  EXEC_ANCESTORS_LENGTH,
  EXEC_REQUESTED_LENGTH,
  EXEC_SIZE,
  EXIT_SENDER_LENGTH,
  EXIT_SIZE,
  FORK_ANCESTORS_LENGTH,
  FORK_SIZE,
  OOM_KILL,
  OOM_SCOPE,
  OOM_SIZE,
  PARTY_MAX,
  PATH_MAX,
  PROCESS_EXEC,
  PROCESS_EXISTING,
  PROCESS_EXIT,
  PROCESS_FORK,
  PROCESS_SIGNAL,
  RECORD_SIZE,
  SIGNAL_SENDER_LENGTH,
  SIGNAL_SIZE,
} from "../wire";

/** Bytes of the longest payload of all kinds. */
const PAYLOAD_MAX: usize = 16840;

/** Whether the record, `size` bytes of at least a header, is whole and of a sane length. */
// @inline
export function wellFormed(record: usize, size: usize, type: u32, payloadLength: usize): bool {
  if (payloadLength > size - RECORD_SIZE || payloadLength > PAYLOAD_MAX) return false;
  const payload = record + RECORD_SIZE;
  if (type === PROCESS_EXEC || type === PROCESS_EXISTING || type === CONTAINER_START) {
    if (payloadLength < <usize> EXEC_SIZE) return false;
    const ancestorsLength = <u32> load<u16>(payload, EXEC_ANCESTORS_LENGTH);
    const word0 = load<u64>(payload, EXEC_REQUESTED_LENGTH);
    const requestedLength = <u32> (word0 & 0xFFFF);
    const executableLength = <u32> (word0 >> 16 & 0xFFFF);
    const cwdLength = <u32> (word0 >> 32 & 0xFFFF);
    const argsLength = <u32> (word0 >> 48);
    return ancestorsLength <= <u32> ANCESTORS_MAX && ancestorsLength % 24 === 0 &&
      <u64> ancestorsLength + <u64> requestedLength + <u64> executableLength + <u64> cwdLength +
            <u64> argsLength <= <u64> (payloadLength - <usize> EXEC_SIZE);
  }
  if (type === PROCESS_EXIT || type === CONTAINER_EXIT) {
    if (payloadLength < <usize> EXIT_SIZE) return false;
    const senderLength = <u32> load<u16>(payload, EXIT_SENDER_LENGTH);
    return senderLength <= <u32> PARTY_MAX && senderLength % 56 === 0 &&
      <u64> senderLength <= <u64> (payloadLength - <usize> EXIT_SIZE);
  }
  if (type === CGROUP_MKDIR || type === CGROUP_RMDIR) {
    if (payloadLength < <usize> CGROUP_SIZE) return false;
    const pathLength = load<u32>(payload, CGROUP_PATH_LENGTH);
    return pathLength <= <u32> PATH_MAX &&
      <u64> pathLength <= <u64> (payloadLength - <usize> CGROUP_SIZE);
  }
  if (type === PROCESS_FORK) {
    if (payloadLength < <usize> FORK_SIZE) return false;
    const ancestorsLength = load<u32>(payload, FORK_ANCESTORS_LENGTH);
    return ancestorsLength <= <u32> ANCESTORS_MAX && ancestorsLength % 24 === 0 &&
      <u64> ancestorsLength <= <u64> (payloadLength - <usize> FORK_SIZE);
  }
  if (type === PROCESS_SIGNAL) {
    if (payloadLength < <usize> SIGNAL_SIZE) return false;
    const senderLength = load<u32>(payload, SIGNAL_SENDER_LENGTH);
    return senderLength <= <u32> PARTY_MAX && senderLength % 56 === 0 &&
      <u64> senderLength <= <u64> (payloadLength - <usize> SIGNAL_SIZE);
  }
  if (type === OOM_KILL) {
    if (payloadLength < <usize> OOM_SIZE) return false;
    const word48 = load<u64>(payload, OOM_SCOPE);
    const cgroupLength = <u32> (word48 >> 32 & 0xFFFF);
    const triggerLength = <u32> (word48 >> 16 & 0xFFFF);
    return triggerLength <= <u32> PARTY_MAX && triggerLength % 56 === 0 &&
      <u64> cgroupLength + <u64> triggerLength <= <u64> (payloadLength - <usize> OOM_SIZE);
  }
  return false;
}
