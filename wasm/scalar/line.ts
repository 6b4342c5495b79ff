// The line of an event up to its label fragment, piece by piece: the plain twin of ../simd/line.ts.

import { decimal32, decimal64 } from "../text/decimal";
import { timestamp, wallClock } from "../text/time";
import {
  ARGS_TRUNCATED,
  ARGS_UNREADABLE,
  CGROUP_MKDIR,
  CORE_DUMPED,
  CWD_TRUNCATED,
  EXEC_ARGS_LENGTH,
  EXEC_CWD_LENGTH,
  EXEC_PATH_LENGTH,
  EXEC_SIZE,
  EXEC_START_TIME_NS,
  EXIT_CODE,
  EXIT_DURATION_NS,
  EXIT_SIGNAL,
  EXIT_START_TIME_NS,
  PATH_TRUNCATED,
  PROCESS_EXEC,
  PROCESS_EXIT,
  RECORD_COMM,
  RECORD_COMM_LENGTH,
  RECORD_PARENT_PID,
  RECORD_PID,
  RECORD_SIZE,
  RECORD_TID,
  RECORD_TIME_NS,
  RECORD_UID,
} from "../wire";
import { escape, escapeArguments } from "./escape";
import { put } from "./put";

/** Writes from the opening brace to the brace that closes `process`; the record is a checked one. */
export function processPart(at: usize, record: usize, head: u32): usize {
  const type = head & 0xFFFF;
  const flags = head >> 16;
  const payload = record + RECORD_SIZE;
  at = put(at, '{"time":"');
  at = timestamp(at, wallClock(load<u64>(record, RECORD_TIME_NS)));
  at = put(at, '","event":"');
  at = eventName(at, type);
  at = put(at, '","process":{"pid":');
  at = decimal32(at, load<u32>(record, RECORD_PID));
  at = put(at, ',"tid":');
  at = decimal32(at, load<u32>(record, RECORD_TID));
  at = put(at, ',"parent_pid":');
  at = decimal32(at, load<u32>(record, RECORD_PARENT_PID));
  at = put(at, ',"user":{"id":');
  at = decimal32(at, load<u32>(record, RECORD_UID));
  at = put(at, '},"command":"');
  at = escape(at, record + RECORD_COMM, commandLength(record + RECORD_COMM));
  at = put(at, '"');
  if (type === PROCESS_EXEC) at = exec(at, payload, flags);
  else if (type === PROCESS_EXIT) at = exit(at, payload, flags);
  return put(at, "}");
}

function eventName(at: usize, type: u32): usize {
  if (type === PROCESS_EXEC) return put(at, "process.exec");
  if (type === PROCESS_EXIT) return put(at, "process.exit");
  if (type === CGROUP_MKDIR) return put(at, "cgroup.mkdir");
  return put(at, "cgroup.rmdir");
}

function commandLength(command: usize): usize {
  let length: usize = 0;
  while (length < <usize> RECORD_COMM_LENGTH && load<u8>(command + length) !== 0) length++;
  return length;
}

function exec(at: usize, payload: usize, flags: u32): usize {
  const pathLength = <usize> load<u16>(payload, EXEC_PATH_LENGTH);
  const cwdLength = <usize> load<u16>(payload, EXEC_CWD_LENGTH);
  const argsLength = <usize> load<u32>(payload, EXEC_ARGS_LENGTH);
  const path = payload + EXEC_SIZE;
  at = put(at, ',"executable":{"path":"');
  at = escape(at, path, pathLength);
  at = put(at, '"');
  if (flags & PATH_TRUNCATED) at = put(at, ',"truncated":true');
  if (flags & ARGS_UNREADABLE) {
    at = put(at, '},"command_args_unreadable":true');
  } else {
    at = put(at, '},"command_args":[');
    at = escapeArguments(at, path + pathLength + cwdLength, argsLength);
    at = put(at, "]");
    if (flags & ARGS_TRUNCATED) at = put(at, ',"command_args_truncated":true');
  }
  if (cwdLength !== 0) {
    at = put(at, ',"working_directory":"');
    at = escape(at, path + pathLength, cwdLength);
    at = put(at, '"');
    if (flags & CWD_TRUNCATED) at = put(at, ',"working_directory_truncated":true');
  }
  return creation(at, load<u64>(payload, EXEC_START_TIME_NS));
}

function exit(at: usize, payload: usize, flags: u32): usize {
  const signal = load<u32>(payload, EXIT_SIGNAL);
  if (signal === 0) {
    at = put(at, ',"exit":{"code":');
    at = decimal32(at, load<u32>(payload, EXIT_CODE));
  } else {
    at = put(at, ',"exit":{"signal":');
    at = decimal32(at, signal);
    if (flags & CORE_DUMPED) at = put(at, ',"core_dumped":true');
  }
  at = put(at, '},"duration_ns":"');
  at = decimal64(at, load<u64>(payload, EXIT_DURATION_NS));
  at = put(at, '"');
  return creation(at, load<u64>(payload, EXIT_START_TIME_NS));
}

function creation(at: usize, startTime: u64): usize {
  at = put(at, ',"creation":{"time":"');
  at = timestamp(at, wallClock(startTime));
  return put(at, '"}');
}
