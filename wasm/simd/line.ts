// The line of an event up to its label fragment: copies of literals longer than needed, numbers two at a time.

import { put } from "../scalar/put";
import { secondText, wallClock } from "../time";
import {
  ARGS_TRUNCATED,
  ARGS_UNREADABLE,
  CGROUP_RMDIR,
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
  PATH_TRUNCATED,
  PROCESS_EXEC,
  PROCESS_EXIT,
  RECORD_COMM,
  RECORD_FLAGS,
  RECORD_PARENT_PID,
  RECORD_PID,
  RECORD_SIZE,
  RECORD_TID,
  RECORD_TIME_NS,
  RECORD_TYPE,
  RECORD_UID,
} from "../wire";
import { ascii, decimal32, decimal64, digits, put8, significant } from "./decimal";
import {
  ARGUMENTS,
  CODE,
  COMMAND,
  CREATION,
  CREATION_SECOND,
  DIRECTORY,
  DURATION,
  EXECUTABLE,
  HEAD_LENGTH,
  HEAD_NANOSECONDS,
  HEAD_SECOND,
  HEADS,
  IN_ARGUMENTS,
  IN_TEXT,
  initTables,
  PARENT_PID,
  USER,
} from "./tables";
import { command, path, text } from "./text";

const NANOSECONDS: u64 = 1000000000;
const LIMIT: u32 = 100000000;
/** `,"tid":` */
const TID: u64 = 0x3A22646974222C;

/** The second whose text stands in the templates, as nanoseconds since 1970. */
let cachedSecond: u64 = 0;

function cacheSecond(time: u64): void {
  const second = time / NANOSECONDS;
  cachedSecond = second * NANOSECONDS;
  const from = secondText(second);
  for (let type: usize = PROCESS_EXEC; type <= <usize> CGROUP_RMDIR; type++) {
    put20(HEADS + (type << 7) + HEAD_SECOND, from);
  }
  put20(CREATION + CREATION_SECOND, from);
}

export function initLine(): void {
  initTables();
  cacheSecond(0);
}

/** Writes from the opening brace to the brace that closes `process`; the record is a checked one. */
// @inline
export function processPart(at: usize, record: usize): usize {
  const type = <u32> load<u16>(record, RECORD_TYPE);
  const payload = record + RECORD_SIZE;
  const time = wallClock(load<u64>(record, RECORD_TIME_NS));
  // Both begin with it; what a cgroup record has there is not used.
  const start = wallClock(load<u64>(payload, EXEC_START_TIME_NS));
  if (time - cachedSecond >= NANOSECONDS) cacheSecond(time);
  const nanoseconds = <u32> (time - cachedSecond);
  const sameSecond = start - cachedSecond < NANOSECONDS;
  const startNanoseconds = sameSecond ? <u32> (start - cachedSecond) : <u32> (start % NANOSECONDS);
  const top = nanoseconds / LIMIT;
  const startTop = startNanoseconds / LIMIT;
  const fractions = ascii(digits(nanoseconds - top * LIMIT, startNanoseconds - startTop * LIMIT));

  memory.copy(at, HEADS + (type << 7), 64);
  memory.copy(at + 64, HEADS + (type << 7) + 64, 32);
  store<u8>(at, <u8> (48 + top), HEAD_NANOSECONDS);
  store<u64>(at, i64x2.extract_lane(fractions, 0), HEAD_NANOSECONDS + 1);
  at = identity(at + HEAD_LENGTH, record);

  if (type === PROCESS_EXEC) {
    at = exec(at, payload, load<u16>(record, RECORD_FLAGS));
  } else if (type === PROCESS_EXIT) {
    at = exit(at, payload, load<u16>(record, RECORD_FLAGS));
  } else {
    return put(at, '"}');
  }
  memory.copy(at, CREATION, 64);
  if (!sameSecond) put20(at + CREATION_SECOND, secondText(start / NANOSECONDS));
  store<u8>(at, <u8> (48 + startTop), 41);
  store<u64>(at, i64x2.extract_lane(fractions, 1), 42);
  return at + 54;
}

// @inline
function put20(at: usize, from: usize): void {
  v128.store(at, v128.load(from));
  store<u32>(at, load<u32>(from, 16), 16);
}

/** Ids and command, without the quote behind it. */
// @inline
function identity(at: usize, record: usize): usize {
  const pid = load<u32>(record, RECORD_PID);
  const tid = load<u32>(record, RECORD_TID);
  const parent = load<u32>(record, RECORD_PARENT_PID);
  if (pid === tid && (pid | parent) < 1 << 26) {
    const values = digits(pid, parent);
    const characters = ascii(values);
    const bits = significant(values);
    const zeros = ctz(bits);
    const first = i64x2.extract_lane(characters, 0);
    at = put8(at, first, zeros);
    store<u64>(at, TID);
    at = put8(at + 7, first, zeros);
    v128.store(at, v128.load(PARENT_PID));
    at = put8(at + 14, i64x2.extract_lane(characters, 1), ctz(bits >> 8));
  } else {
    at = decimal32(at, pid);
    store<u64>(at, TID);
    at = decimal32(at + 7, tid);
    v128.store(at, v128.load(PARENT_PID));
    at = decimal32(at + 14, parent);
  }
  v128.store(at, v128.load(USER));
  at = decimal32(at + 14, load<u32>(record, RECORD_UID));
  v128.store(at, v128.load(COMMAND));
  return command(at + 13, record + RECORD_COMM);
}

// @inline
function exec(at: usize, payload: usize, flags: u32): usize {
  const pathLength = <usize> load<u16>(payload, EXEC_PATH_LENGTH);
  const cwdLength = <usize> load<u16>(payload, EXEC_CWD_LENGTH);
  const argsLength = <usize> load<u32>(payload, EXEC_ARGS_LENGTH);
  const executable = payload + EXEC_SIZE;
  const args = executable + pathLength + cwdLength;
  memory.copy(at, EXECUTABLE, 32);
  at = path(at + 24, executable, pathLength);
  if (flags !== 0 || argsLength === 0 || cwdLength === 0) {
    return unusualExec(at, executable + pathLength, cwdLength, argsLength, flags);
  }
  memory.copy(at, ARGUMENTS, 32);
  at = text(at + 20, args, lengthOfArguments(args, argsLength), IN_ARGUMENTS);
  memory.copy(at, DIRECTORY, 32);
  at = path(at + 24, executable + pathLength, cwdLength);
  store<u8>(at, 0x22);
  return at + 1;
}

/** Without the NUL that ends the last one; it may be cut. */
// @inline
function lengthOfArguments(args: usize, length: usize): usize {
  return length - <usize> (load<u8>(args + length - 1) === 0);
}

/** Behind the executable's path, when something is missing, cut or unreadable. */
function unusualExec(
  at: usize,
  cwd: usize,
  cwdLength: usize,
  argsLength: usize,
  flags: u32,
): usize {
  const args = cwd + cwdLength;
  at = put(at, '"');
  if (flags & PATH_TRUNCATED) at = put(at, ',"truncated":true');
  if (flags & ARGS_UNREADABLE) {
    at = put(at, '},"command_args_unreadable":true');
  } else {
    at = put(at, '},"command_args":[');
    if (argsLength !== 0) {
      at = put(at, '"');
      at = text(at, args, lengthOfArguments(args, argsLength), IN_ARGUMENTS);
      at = put(at, '"');
    }
    at = put(at, "]");
    if (flags & ARGS_TRUNCATED) at = put(at, ',"command_args_truncated":true');
  }
  if (cwdLength !== 0) {
    at = put(at, ',"working_directory":"');
    at = text(at, cwd, cwdLength, IN_TEXT);
    at = put(at, '"');
    if (flags & CWD_TRUNCATED) at = put(at, ',"working_directory_truncated":true');
  }
  return at;
}

// @inline
function exit(at: usize, payload: usize, flags: u32): usize {
  const signal = load<u32>(payload, EXIT_SIGNAL);
  if (signal === 0) {
    memory.copy(at, CODE, 32);
    at = decimal32(at + 17, load<u32>(payload, EXIT_CODE));
  } else {
    at = put(at, '","exit":{"signal":');
    at = decimal32(at, signal);
    if (flags & CORE_DUMPED) at = put(at, ',"core_dumped":true');
  }
  memory.copy(at, DURATION, 32);
  at = decimal64(at + 17, load<u64>(payload, EXIT_DURATION_NS));
  store<u8>(at, 0x22);
  return at + 1;
}
