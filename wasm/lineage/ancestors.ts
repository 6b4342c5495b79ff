// Ancestors: which run of a program forked a process, and which program that was.

import {
  ANCESTOR_PID,
  ANCESTOR_PROGRAM,
  ANCESTOR_RUN,
  ANCESTOR_SIZE,
  ANCESTOR_START_TIME_NS,
} from "../wire";
import { copy16, copy32, copyLong } from "../scalar/copies";
import { number32 } from "../strings";
import { execId } from "./exec_id";
import {
  OPENING,
  OPENING_LENGTH,
  PATH,
  PATH_LENGTH,
  PID,
  PID_LENGTH,
  UNKNOWN,
  UNKNOWN_LENGTH,
} from "./literals";
import { NAME_TEXT, programName } from "./programs";

/** Writes an ancestor as an object; returns the end. */
export function ancestor(at: usize, from: usize): usize {
  return inlineAncestor(at, from);
}

/** The same, inlined: for the nearest one. */
// @inline
export function inlineAncestor(at: usize, from: usize): usize {
  copy16(at, OPENING);
  const pid = load<u32>(from, ANCESTOR_PID);
  at = execId(
    at + OPENING_LENGTH,
    load<u64>(from, ANCESTOR_START_TIME_NS),
    pid,
    load<u32>(from, ANCESTOR_RUN),
  );
  copy16(at, PID);
  at = number32(at + PID_LENGTH, pid);
  return inlineProgram(at, load<u64>(from, ANCESTOR_PROGRAM));
}

/** Writes which program a process ran, and closes the process's object; returns the end. */
export function programObject(at: usize, program: u64): usize {
  return inlineProgram(at, program);
}

// @inline
function inlineProgram(at: usize, program: u64): usize {
  const name = programName(program);
  if (name === 0) {
    copy32(at, UNKNOWN);
    return at + UNKNOWN_LENGTH - 1;
  }
  copy32(at, PATH);
  const length = <usize> load<u16>(name);
  const end = at + PATH_LENGTH + length;
  if (length <= 32) copy32(at + PATH_LENGTH, name + NAME_TEXT);
  else copyLong(at + PATH_LENGTH, name + NAME_TEXT, length);
  store<u32>(end, 0x7D7D22); // "}}
  return end + 3;
}

/**
 * Writes ancestors as a list, `length` bytes of them, nearest first; returns the end. The nearest was written just
 * before, from `first` on up to `firstEnd`.
 */
// @inline
export function ancestorList(
  at: usize,
  from: usize,
  length: usize,
  first: usize,
  firstEnd: usize,
): usize {
  store<u8>(at, 0x5B);
  at = copyLong(at + 1, first, firstEnd - first);
  if (length !== <usize> ANCESTOR_SIZE) at = otherAncestors(at, from, length);
  store<u8>(at, 0x5D);
  return at + 1;
}

/** Those behind the nearest. */
function otherAncestors(at: usize, from: usize, length: usize): usize {
  for (let offset: usize = ANCESTOR_SIZE; offset < length; offset += ANCESTOR_SIZE) {
    store<u8>(at, 0x2C);
    at = ancestor(at + 1, from + offset);
  }
  return at;
}
