// Masks secrets in the arguments of execs, before a line or a recording has them.

import { finds } from "../filter/automaton";
import { madeAt, madeLength, makeWellFormed, resetArena } from "../filter/text";
import { wellFormed } from "../kinds/well_formed";
import { INPUT, REDACT_AUTOMATA } from "../layout";
import {
  CONTAINER_START,
  EXEC_ANCESTORS_LENGTH,
  EXEC_ARGS_LENGTH,
  EXEC_ARGS_TRUNCATED,
  EXEC_CWD_LENGTH,
  EXEC_EXECUTABLE_LENGTH,
  EXEC_REQUESTED_LENGTH,
  EXEC_SIZE,
  PROCESS_EXEC,
  PROCESS_EXISTING,
  RECORD_FLAGS,
  RECORD_PAYLOAD_LENGTH,
  RECORD_SIZE,
  RECORD_TYPE,
  RING_HEADER_SIZE,
} from "../wire";
import { ARGS_REDACTED } from "./marks";
import { begin, mask, masked } from "./mask";
import { beginShapes } from "./shapes";
import { maskText } from "./text";
import { initTriggers, mayHoldSecret } from "./trigger";
import { beginWords, maskWords } from "./words";

const LENGTH_BITS: u32 = 0x3FFFFFFF;

/** Whether arguments are looked at. */
export let redacting: bool = false;
/** Automata of patterns, one behind the other at REDACT_AUTOMATA: how many, and where each begins. */
let patterns: u32 = 0;

/** From now on secrets are masked; `count` patterns more are at REDACT_AUTOMATA: u32 offsets, then the automata. */
export function startRedaction(count: u32): void {
  redacting = true;
  patterns = count;
  initTriggers();
}

/** Masks what whole framed records in INPUT have of secrets, before they are kept as they are. */
export function redact(offset: usize, length: usize): void {
  if (!redacting) return;
  let at = INPUT + offset;
  const end = at + length;
  while (end - at >= <usize> RING_HEADER_SIZE) {
    const header = load<u32>(at);
    const size = <usize> (header & LENGTH_BITS);
    const padded = (size + 7) & ~7;
    if (padded > end - at - RING_HEADER_SIZE) return;
    const record = at + RING_HEADER_SIZE;
    if (header === <u32> size && size >= <usize> RECORD_SIZE && isExec(record, size)) {
      redactExec(record);
    }
    at += RING_HEADER_SIZE + padded;
  }
}

/** Whether records of a type have arguments. */
// @inline
export function hasArguments(type: u32): bool {
  return type === PROCESS_EXEC || type === CONTAINER_START || type === PROCESS_EXISTING;
}

function isExec(record: usize, size: usize): bool {
  const type = <u32> load<u16>(record, RECORD_TYPE);
  return hasArguments(type) &&
    wellFormed(record, size, type, <usize> load<u32>(record, RECORD_PAYLOAD_LENGTH));
}

/** Masks secrets in a checked exec's arguments. */
// @inline
export function redactExec(record: usize): void {
  const payload = record + RECORD_SIZE;
  const args = payload + EXEC_SIZE + <usize> load<u16>(payload, EXEC_ANCESTORS_LENGTH) +
    <usize> load<u16>(payload, EXEC_REQUESTED_LENGTH) +
    <usize> load<u16>(payload, EXEC_EXECUTABLE_LENGTH) +
    <usize> load<u16>(payload, EXEC_CWD_LENGTH);
  const end = args + <usize> load<u16>(payload, EXEC_ARGS_LENGTH);
  if (patterns !== 0 || mayHoldSecret(args, end)) look(record, args, end);
}

function look(record: usize, args: usize, end: usize): void {
  const flags = <u32> load<u16>(record, RECORD_FLAGS);
  // What was there before has no mark: its line has no arguments.
  const marks = load<u16>(record, RECORD_TYPE) !== PROCESS_EXISTING;
  begin(args, end, marks && (flags & ARGS_REDACTED) !== 0);
  beginShapes((flags & EXEC_ARGS_TRUNCATED) !== 0);
  beginWords();
  for (let at = args; at < end; at++) {
    const from = at;
    while (at < end && load<u8>(at) !== 0) at++;
    if (patterns !== 0 && isFound(from, at)) mask(from, at);
    maskText(from, at);
    if (at > from) maskWords(from, at);
  }
  if (masked && marks) store<u16>(record, <u16> (flags | ARGS_REDACTED), RECORD_FLAGS);
}

/** Whether one of the patterns is in an argument. */
function isFound(from: usize, to: usize): bool {
  resetArena();
  makeWellFormed(from, to - from);
  for (let index: u32 = 0; index < patterns; index++) {
    const automaton = REDACT_AUTOMATA + <usize> load<u32>(REDACT_AUTOMATA + (index << 2));
    if (finds(automaton, madeAt, madeLength)) return true;
  }
  return false;
}
