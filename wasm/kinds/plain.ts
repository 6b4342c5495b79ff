// Made by deno task events from src/events/; not to be edited.
// The line of an event up to its label fragment, piece by piece: the plain twin of usual.ts, and for what is unusual.

import { decimal32, decimal64 } from "../text/decimal";
import { timestamp } from "../text/time";
import { wallClock } from "../clock";
import { put } from "../scalar/put";
import { argumentList, baseName, firstArgument, nameOf, text } from "../strings";
import {
  CGROUP_MKDIR,
  EXEC_ARGS_TRUNCATED,
  EXEC_ARGS_UNREADABLE,
  EXEC_CWD_DELETED,
  EXEC_CWD_TRUNCATED,
  EXEC_CWD_UNREACHABLE,
  EXEC_EXECUTABLE_DELETED,
  EXEC_EXECUTABLE_TRUNCATED,
  EXEC_EXECUTABLE_UNREACHABLE,
  EXEC_REQUESTED_LENGTH,
  EXEC_REQUESTED_TRUNCATED,
  EXEC_SIZE,
  EXIT_CODE,
  EXIT_CORE_DUMPED,
  EXIT_DURATION_NS,
  PROCESS_EXEC,
  PROCESS_EXIT,
  RECORD_COMM,
  RECORD_FLAGS,
  RECORD_PARENT_PID,
  RECORD_PID,
  RECORD_SIZE,
  RECORD_START_TIME_NS,
  RECORD_TID,
  RECORD_TIME_NS,
  RECORD_TYPE,
  RECORD_UID,
} from "../wire";

/** Writes from the opening brace to the brace that closes the last object but the line's; the record is a checked one. */
export function plainLine(at: usize, record: usize): usize {
  const type = <u32> load<u16>(record, RECORD_TYPE);
  at = put(at, '{"time":"');
  at = timestamp(at, wallClock(load<u64>(record, RECORD_TIME_NS)));
  at = put(at, '","event":"');
  at = eventName(at, type);
  at = put(at, '"');
  at = put(at, ',"thread":{"id":');
  at = decimal32(at, load<u32>(record, RECORD_TID));
  at = put(at, ',"name":"');
  at = nameOf(at, record + RECORD_COMM);
  at = put(at, '"},"process":{"pid":');
  at = decimal32(at, load<u32>(record, RECORD_PID));
  at = put(at, ',"parent_pid":');
  at = decimal32(at, load<u32>(record, RECORD_PARENT_PID));
  at = put(at, ',"user":{"id":');
  at = decimal32(at, load<u32>(record, RECORD_UID));
  at = put(at, '},"creation":{"time":"');
  at = timestamp(at, wallClock(load<u64>(record, RECORD_START_TIME_NS)));
  at = put(at, '"');

  const flags = <u32> load<u16>(record, RECORD_FLAGS);
  const payload = record + RECORD_SIZE;
  if (type === PROCESS_EXEC) return processExec(at, payload, flags);
  if (type === PROCESS_EXIT) return processExit(at, payload, flags);
  return put(at, "}}");
}

function eventName(at: usize, type: u32): usize {
  if (type === PROCESS_EXEC) return put(at, "process.exec");
  if (type === PROCESS_EXIT) return put(at, "process.exit");
  if (type === CGROUP_MKDIR) return put(at, "cgroup.mkdir");
  return put(at, "cgroup.rmdir");
}

function processExec(at: usize, payload: usize, flags: u32): usize {
  const word0 = load<u64>(payload, EXEC_REQUESTED_LENGTH);
  const requestedLength = <u32> (word0 & 0xFFFF);
  const executableLength = <u32> (word0 >> 16 & 0xFFFF);
  const cwdLength = <u32> (word0 >> 32 & 0xFFFF);
  const argsLength = <u32> (word0 >> 48);
  const requested = payload + EXEC_SIZE;
  const executable = requested + <usize> requestedLength;
  const cwd = executable + <usize> executableLength;
  const args = cwd + <usize> cwdLength;
  at = put(at, '},"executable":{"requested":"');
  at = text(at, requested, <usize> requestedLength);
  at = put(at, '"');
  if (flags & EXEC_REQUESTED_TRUNCATED) {
    at = put(at, ',"requested_truncated":true');
  }
  if (executableLength !== 0) {
    at = put(at, ',"path":"');
    at = text(at, executable, <usize> executableLength);
    at = put(at, '","name":"');
    at = baseName(at, executable, <usize> executableLength);
    at = put(at, '"');
  }
  if (flags & EXEC_EXECUTABLE_TRUNCATED) {
    at = put(at, ',"truncated":true');
  }
  if (flags & EXEC_EXECUTABLE_UNREACHABLE) {
    at = put(at, ',"unreachable":true');
  }
  if (flags & EXEC_EXECUTABLE_DELETED) {
    at = put(at, ',"deleted":true');
  }
  at = put(at, "}");
  if (flags & EXEC_ARGS_UNREADABLE) {
    at = put(at, ',"command_args_unreadable":true');
  } else {
    if (argsLength !== 0) {
      at = put(at, ',"command":"');
      at = firstArgument(at, args, <usize> argsLength);
      at = put(at, '"');
    }
    at = put(at, ',"command_args":');
    at = argumentList(at, args, <usize> argsLength);
    if (flags & EXEC_ARGS_TRUNCATED) {
      at = put(at, ',"command_args_truncated":true');
    }
  }
  if (cwdLength !== 0) {
    at = put(at, ',"working_directory":"');
    at = text(at, cwd, <usize> cwdLength);
    at = put(at, '"');
    if (flags & EXEC_CWD_TRUNCATED) {
      at = put(at, ',"working_directory_truncated":true');
    }
    if (flags & EXEC_CWD_UNREACHABLE) {
      at = put(at, ',"working_directory_unreachable":true');
    }
    if (flags & EXEC_CWD_DELETED) {
      at = put(at, ',"working_directory_deleted":true');
    }
  }
  at = put(at, "}");
  return at;
}

function processExit(at: usize, payload: usize, flags: u32): usize {
  const durationNs = load<u64>(payload, EXIT_DURATION_NS);
  const word8 = load<u64>(payload, EXIT_CODE);
  const code = <u32> word8;
  const signal = <u32> (word8 >> 32);
  at = put(at, "}");
  if (signal !== 0) {
    at = put(at, ',"exit":{"signal":');
    at = decimal32(at, signal);
    if (flags & EXIT_CORE_DUMPED) {
      at = put(at, ',"core_dumped":true');
    }
    at = put(at, "}");
  } else {
    at = put(at, ',"exit":{"code":');
    at = decimal32(at, code);
    at = put(at, "}");
  }
  at = put(at, ',"duration_ns":"');
  at = decimal64(at, durationNs);
  at = put(at, '"}');
  return at;
}
