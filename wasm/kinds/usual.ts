// Made by deno task events from src/events/; not to be edited.
// The line of an event as most are: no flag is set, all texts have bytes. Copies of literals longer than needed.

import { decimal32, decimal64 } from "../simd/decimal";
import { frame } from "../simd/frame";
import { baseName, firstArgument, inlineText, path } from "../simd/text";
import { IN_ARGUMENTS } from "../simd/tables";
import { ancestorList, inlineAncestor } from "../lineage/ancestors";
import {
  LITERAL_0,
  LITERAL_1,
  LITERAL_10,
  LITERAL_11,
  LITERAL_12,
  LITERAL_2,
  LITERAL_3,
  LITERAL_4,
  LITERAL_5,
  LITERAL_6,
  LITERAL_7,
  LITERAL_8,
  LITERAL_9,
} from "./literals";
import { capabilitiesBits, causeWord, executableOriginWord } from "./words";

import { plainLine } from "./plain";
import {
  EXEC_ANCESTORS_LENGTH,
  EXEC_CAPABILITIES,
  EXEC_GID,
  EXEC_REQUESTED_LENGTH,
  EXEC_SIZE,
  EXIT_CAUSE,
  EXIT_CODE,
  EXIT_DURATION_NS,
  FORK_ANCESTORS_LENGTH,
  FORK_SIZE,
  PROCESS_EXEC,
  PROCESS_EXIT,
  PROCESS_FORK,
  RECORD_ENTRY_PID,
  RECORD_RUN,
  RECORD_SIZE,
} from "../wire";

/** Writes from the opening brace to the brace that closes the last object but the line's; the record is a checked one. */
// @inline
export function usualLine(at: usize, record: usize, head: u32): usize {
  const type = head & 0xFFFF;
  const flags = head >> 16;
  const word64 = load<u64>(record, RECORD_RUN);
  const run = <u32> word64;
  const origin = <u32> (word64 >> 32);
  const entryPid = load<u32>(record, RECORD_ENTRY_PID);
  if (run === 0 || origin === 0 || entryPid !== 0) return plainLine(at, record);
  if (type === PROCESS_EXEC) return processExec(at, record, flags);
  if (type === PROCESS_EXIT) return processExit(at, record, flags);
  if (type === PROCESS_FORK) return processFork(at, record);
  return plainLine(at, record);
}

/** Without the NUL that ends the last one; it may be cut. */
// @inline
function lengthOfArguments(args: usize, length: usize): usize {
  return length - <usize> (load<u8>(args + length - 1) === 0);
}

// @inline
function processExec(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const word0 = load<u64>(payload, EXEC_REQUESTED_LENGTH);
  const requestedLength = <u32> (word0 & 0xFFFF);
  const executableLength = <u32> (word0 >> 16 & 0xFFFF);
  const cwdLength = <u32> (word0 >> 32 & 0xFFFF);
  const argsLength = <u32> (word0 >> 48);
  const word8 = load<u64>(payload, EXEC_ANCESTORS_LENGTH);
  const ancestorsLength = <u32> (word8 & 0xFFFF);
  const executableOrigin = <u32> (word8 >> 16 & 0xFFFF);
  const vpid = <u32> (word8 >> 32);
  const gid = load<u32>(payload, EXEC_GID);
  const capabilities = load<u64>(payload, EXEC_CAPABILITIES);
  if (
    flags !== 0 || executableLength === 0 || argsLength === 0 || cwdLength === 0 || vpid === 0 ||
    ancestorsLength === 0
  ) return plainLine(at, record);
  const ancestors = payload + EXEC_SIZE;
  const requested = ancestors + <usize> ancestorsLength;
  const executable = requested + <usize> requestedLength;
  const cwd = executable + <usize> executableLength;
  const args = cwd + <usize> cwdLength;
  at = frame(at, record, PROCESS_EXEC);
  at = path(at, requested, <usize> requestedLength);
  v128.store(at, v128.load(LITERAL_0));
  at += 10;
  at = path(at, executable, <usize> executableLength);
  v128.store(at, v128.load(LITERAL_1));
  at += 10;
  at = baseName(at, executable, <usize> executableLength);
  v128.store(at, v128.load(LITERAL_2));
  at += 12;
  at = executableOriginWord(at, executableOrigin);
  v128.store(at, v128.load(LITERAL_3));
  at += 14;
  at = firstArgument(at, args, <usize> argsLength);
  v128.store(at, v128.load(LITERAL_4));
  v128.store(at, v128.load(LITERAL_4, 16), 16);
  at += 19;
  at = inlineText(at, args, lengthOfArguments(args, <usize> argsLength), IN_ARGUMENTS);
  v128.store(at, v128.load(LITERAL_5));
  v128.store(at, v128.load(LITERAL_5, 16), 16);
  at += 24;
  at = path(at, cwd, <usize> cwdLength);
  v128.store(at, v128.load(LITERAL_6));
  at += 16;
  at = decimal32(at, gid);
  v128.store(at, v128.load(LITERAL_7));
  v128.store(at, v128.load(LITERAL_7, 16), 16);
  at += 30;
  at = capabilitiesBits(at, capabilities);
  v128.store(at, v128.load(LITERAL_8));
  at += 9;
  at = decimal32(at, vpid);
  v128.store(at, v128.load(LITERAL_9));
  at += 10;
  const first = at;
  at = inlineAncestor(at, ancestors);
  const firstEnd = at;
  v128.store(at, v128.load(LITERAL_10));
  at += 13;
  at = ancestorList(at, ancestors, <usize> ancestorsLength, first, firstEnd);
  store<u8>(at, 0x7D); // }
  at += 1;
  return at;
}

// @inline
function processExit(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const durationNs = load<u64>(payload, EXIT_DURATION_NS);
  const word8 = load<u64>(payload, EXIT_CODE);
  const code = <u32> word8;
  const signal = <u32> (word8 >> 32);
  const cause = <u32> load<u16>(payload, EXIT_CAUSE);
  if (flags !== 0 || signal !== 0 || cause !== 0) return plainLine(at, record);
  at = frame(at, record, PROCESS_EXIT);
  at = causeWord(at, cause);
  v128.store(at, v128.load(LITERAL_11));
  at += 9;
  at = decimal32(at, code);
  v128.store(at, v128.load(LITERAL_12));
  v128.store(at, v128.load(LITERAL_12, 16), 16);
  at += 17;
  at = decimal64(at, durationNs);
  store<u16>(at, 0x7D22); // "}
  at += 2;
  return at;
}

// @inline
function processFork(at: usize, record: usize): usize {
  const payload = record + RECORD_SIZE;
  const ancestorsLength = load<u32>(payload, FORK_ANCESTORS_LENGTH);
  if (ancestorsLength === 0) return plainLine(at, record);
  const ancestors = payload + FORK_SIZE;
  at = frame(at, record, PROCESS_FORK);
  const first = at;
  at = inlineAncestor(at, ancestors);
  const firstEnd = at;
  v128.store(at, v128.load(LITERAL_10));
  at += 13;
  at = ancestorList(at, ancestors, <usize> ancestorsLength, first, firstEnd);
  store<u8>(at, 0x7D); // }
  at += 1;
  return at;
}
