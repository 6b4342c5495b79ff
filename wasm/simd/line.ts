// The line of an event up to its label fragment: copies of literals longer than needed, numbers two at a time.

import { processPart as plainProcessPart } from "../scalar/line";
import { put } from "../scalar/put";
import { secondText, wallClock } from "../text/time";
import {
  ARGS_TRUNCATED,
  ARGS_UNREADABLE,
  CORE_DUMPED,
  CWD_TRUNCATED,
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
  RECORD_PARENT_PID,
  RECORD_PID,
  RECORD_SIZE,
  RECORD_TIME_NS,
} from "../wire";
import { ascii, decimal32, decimal64, digits, put8, significant } from "./decimal";
import { moveWindow, NANOSECONDS, putSecond, sinceWindow, windowSize } from "./second";
import {
  ARGUMENTS,
  CODE,
  COMMAND,
  CREATION,
  CREATION_LENGTH,
  CREATION_SECOND,
  DIRECTORY,
  DURATION,
  EXECUTABLE,
  HEAD,
  HEAD_LENGTH,
  HEAD_NAME,
  HEAD_NANOSECONDS,
  IN_ARGUMENTS,
  IN_TEXT,
  PARENT_PID,
  USER,
} from "./tables";
import { command, inlineText, path, text } from "./text";

const LIMIT: u32 = 100000000;
/** `exec` and `exit`. */
const NAME_EXEC: u32 = 0x63657865;
const NAME_EXIT: u32 = 0x74697865;
/** `,"tid":` */
const TID: u64 = 0x3A22646974222C;

/** Writes from the opening brace to the brace that closes `process`; the record is a checked one. */
// @inline
export function processPart(at: usize, record: usize, head: u32): usize {
  const type = head & 0xFFFF;
  if (type > <u32> PROCESS_EXIT) return plainProcessPart(at, record, head);
  const payload = record + RECORD_SIZE;
  const time = load<u64>(record, RECORD_TIME_NS);
  // Exec and exit payloads both begin with it.
  const start = load<u64>(payload, EXEC_START_TIME_NS);
  let nanoseconds = sinceWindow(time);
  if (nanoseconds >= windowSize()) nanoseconds = moveWindow(time);
  let startNanoseconds = sinceWindow(start);
  const otherSecond = startNanoseconds >= windowSize();
  if (otherSecond) startNanoseconds = wallClock(start) % NANOSECONDS;
  const top = <u32> nanoseconds / LIMIT;
  const startTop = <u32> startNanoseconds / LIMIT;
  const fractions = ascii(
    digits(<u32> nanoseconds - top * LIMIT, <u32> startNanoseconds - startTop * LIMIT),
  );

  v128.store(at, v128.load(HEAD));
  v128.store(at, v128.load(HEAD, 16), 16);
  v128.store(at, v128.load(HEAD, 32), 32);
  v128.store(at, v128.load(HEAD, 48), 48);
  v128.store(at, v128.load(HEAD, 64), 64);
  v128.store(at, v128.load(HEAD, 80), 80);
  store<u8>(at, <u8> (48 + top), HEAD_NANOSECONDS);
  store<u64>(at, i64x2.extract_lane(fractions, 0), HEAD_NANOSECONDS + 1);
  store<u32>(at, type === PROCESS_EXEC ? NAME_EXEC : NAME_EXIT, HEAD_NAME);
  at = identity(at + HEAD_LENGTH, record);

  const flags = head >> 16;
  at = type === PROCESS_EXEC ? exec(at, payload, flags) : exit(at, payload, flags);

  v128.store(at, v128.load(CREATION));
  v128.store(at, v128.load(CREATION, 16), 16);
  v128.store(at, v128.load(CREATION, 32), 32);
  v128.store(at, v128.load(CREATION, 48), 48);
  if (otherSecond) putSecond(at + CREATION_SECOND, secondText(wallClock(start) / NANOSECONDS));
  store<u8>(at, <u8> (48 + startTop), CREATION_SECOND + 20);
  store<u64>(at, i64x2.extract_lane(fractions, 1), CREATION_SECOND + 21);
  return at + CREATION_LENGTH;
}

/** Ids and command, without the quote behind it. */
// @inline
function identity(at: usize, record: usize): usize {
  // Two fields a load: every access costs a check of its bounds.
  const ids = load<u64>(record, RECORD_PID);
  const parentAndUser = load<u64>(record, RECORD_PARENT_PID);
  const pid = <u32> ids;
  const tid = <u32> (ids >> 32);
  const parent = <u32> parentAndUser;
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
    at = differentIds(at, pid, tid, parent);
  }
  v128.store(at, v128.load(USER));
  at = decimal32(at + 14, <u32> (parentAndUser >> 32));
  v128.store(at, v128.load(COMMAND));
  return command(at + 13, record + RECORD_COMM);
}

/** A thread that is not the first of its process, or very large ids. */
function differentIds(at: usize, pid: u32, tid: u32, parent: u32): usize {
  at = decimal32(at, pid);
  store<u64>(at, TID);
  at = decimal32(at + 7, tid);
  v128.store(at, v128.load(PARENT_PID));
  return decimal32(at + 14, parent);
}

// @inline
function exec(at: usize, payload: usize, flags: u32): usize {
  // u16 path, u16 working directory, u32 arguments.
  const lengths = load<u64>(payload, EXEC_PATH_LENGTH);
  const pathLength = <usize> (lengths & 0xFFFF);
  const cwdLength = <usize> (lengths >> 16 & 0xFFFF);
  const argsLength = <usize> (lengths >> 32);
  const executable = payload + EXEC_SIZE;
  const cwd = executable + pathLength;
  const args = cwd + cwdLength;
  v128.store(at, v128.load(EXECUTABLE));
  v128.store(at, v128.load(EXECUTABLE, 16), 16);
  at = path(at + 24, executable, pathLength);
  if (flags !== 0 || argsLength === 0 || cwdLength === 0) {
    return unusualExec(at, cwd, cwdLength, argsLength, flags);
  }
  v128.store(at, v128.load(ARGUMENTS));
  v128.store(at, v128.load(ARGUMENTS, 16), 16);
  at = inlineText(at + 20, args, lengthOfArguments(args, argsLength), IN_ARGUMENTS);
  v128.store(at, v128.load(DIRECTORY));
  v128.store(at, v128.load(DIRECTORY, 16), 16);
  at = path(at + 24, cwd, cwdLength);
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
    v128.store(at, v128.load(CODE));
    v128.store(at, v128.load(CODE, 16), 16);
    at = decimal32(at + 17, load<u32>(payload, EXIT_CODE));
  } else {
    at = put(at, '","exit":{"signal":');
    at = decimal32(at, signal);
    if (flags & CORE_DUMPED) at = put(at, ',"core_dumped":true');
  }
  v128.store(at, v128.load(DURATION));
  v128.store(at, v128.load(DURATION, 16), 16);
  at = decimal64(at + 17, load<u64>(payload, EXIT_DURATION_NS));
  store<u8>(at, 0x22);
  return at + 1;
}
