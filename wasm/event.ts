// What becomes of one record: a line now, a line later, a notice, or a count.

import { count, outputFull, types } from "./state";
import { action, DROP, find, findWritable, HOLD, insert, QUEUE } from "./labels/table";
import { isWithin } from "./filter/limit";
import { isAsked, isWanted } from "./filter/wanted";
import { hasRoom } from "./hold";
import { flush } from "./flush";
import { holdRecord, releaseOldest } from "./labels/labels";
import { noticesFull, notify } from "./notice";
import { programBegan, programEnded } from "./lineage/programs";
import { runNumber } from "./lineage/run_key";
import { recordLength } from "./record";
import { wellFormed } from "./kinds/well_formed";
import { hasArguments, redactExec, redacting } from "./redact/redact";
import { writeLine, writeOtherLine } from "./write";
import {
  FILTERED,
  FILTERED_HOST,
  FILTERED_TYPE,
  LABEL_OVERFLOW,
  MALFORMED,
  NOTICE_MKDIR,
  NOTICE_RMDIR,
  NOTICE_UNKNOWN,
  UNKNOWN_TYPE,
} from "./layout";
import {
  CGROUP_MKDIR,
  CGROUP_PATH_LENGTH,
  CGROUP_RMDIR,
  CGROUP_SIZE,
  EXEC_ANCESTORS_LENGTH,
  EXEC_QUIET,
  EXEC_REQUESTED_LENGTH,
  EXEC_SIZE,
  LAST_RECORD_TYPE,
  PROCESS_EXEC,
  PROCESS_EXISTING,
  PROCESS_EXIT,
  RECORD_CGROUP_ID,
  RECORD_PID,
  RECORD_RUN,
  RECORD_SIZE,
  RECORD_START_TIME_NS,
  RECORD_TIME_NS,
  RECORD_TYPE,
} from "./wire";

/** Takes one record of `size` bytes, at least a header. False, and nothing done: output must be taken first. */
// @inline
export function event(record: usize, size: usize): bool {
  // u16 type, u16 flags, u32 payload length.
  const head = load<u64>(record, RECORD_TYPE);
  const type = <u32> (head & 0xFFFF);
  if (type - 1 >= <u32> LAST_RECORD_TYPE) {
    count(UNKNOWN_TYPE, 1);
    return true;
  }
  if (!wellFormed(record, size, type, <usize> (head >> 32))) {
    count(MALFORMED, 1);
    return true;
  }
  if (type === CGROUP_MKDIR || type === CGROUP_RMDIR) return cgroupEvent(record, type);
  if (type === PROCESS_EXEC || type === PROCESS_EXISTING) {
    began(record);
    if (<u32> (head >> 16) & EXEC_QUIET && type === PROCESS_EXISTING) return true;
  }
  if (type === PROCESS_EXIT) programEnded(runOf(record));
  if (((types >> type) & 1) === 0) {
    count(FILTERED_TYPE, 1);
    return true;
  }
  let typeAndFlags = <u32> head;
  if (redacting && hasArguments(type)) {
    redactExec(record);
    typeAndFlags = load<u32>(record, RECORD_TYPE);
  }
  const slot = findWritable(load<u64>(record, RECORD_CGROUP_ID));
  if (slot === 0) return processEvent(record);
  writeLine(record, slot, typeAndFlags);
  return true;
}

/** A run of a program began, or was there at the start: its file's name is kept for those whom it concerns later. */
// @inline
function began(record: usize): void {
  const payload = record + RECORD_SIZE;
  // Two lengths of 16 bits, and the ancestors' in the next word.
  const lengths = load<u32>(payload, EXEC_REQUESTED_LENGTH);
  const path = payload + EXEC_SIZE + <usize> load<u16>(payload, EXEC_ANCESTORS_LENGTH) +
    <usize> (lengths & 0xFFFF);
  programBegan(runOf(record), path, <usize> (lengths >> 16));
}

// @inline
function runOf(record: usize): u64 {
  return runNumber(
    load<u64>(record, RECORD_START_TIME_NS),
    load<u32>(record, RECORD_PID),
    load<u32>(record, RECORD_RUN),
  );
}

/** An event of a process whose cgroup is not in its likeliest slot, or not known, or filtered. */
function processEvent(record: usize): bool {
  if (noticesFull()) return false;
  const cgroup = load<u64>(record, RECORD_CGROUP_ID);
  const slot = find(cgroup);
  if (slot !== 0 && isAsked(slot)) {
    writeIfWanted(record, slot);
    return true;
  }
  return waitOrDrop(record, cgroup, slot);
}

/** Writes an event whose labels are known, or never will be, if the filter lets it pass. */
function writeIfWanted(record: usize, slot: usize): void {
  if (!isWanted(record, slot)) count(FILTERED, 1);
  else if (isWithin(record, slot)) writeOtherLine(record, slot);
}

/** mkdir and rmdir: a notice, and a line where wanted. */
function cgroupEvent(record: usize, type: u32): bool {
  const payload = record + RECORD_SIZE;
  if (noticesFull()) return false;
  const cgroup = load<u64>(record, RECORD_CGROUP_ID);
  const wanted = ((types >> type) & 1) !== 0;
  if (wanted && !makeRoom(record, cgroup)) return false;
  let slot = find(cgroup);
  if (type === <u32> CGROUP_MKDIR && slot === 0) slot = insertOrCount(cgroup);
  const path = payload + CGROUP_SIZE;
  const pathLength = <usize> load<u32>(payload, CGROUP_PATH_LENGTH);
  notify(type === <u32> CGROUP_MKDIR ? NOTICE_MKDIR : NOTICE_RMDIR, cgroup, path, pathLength);
  if (!wanted) return true;
  if (slot !== 0 && isAsked(slot)) {
    writeIfWanted(record, slot);
    return true;
  }
  return waitOrDrop(record, cgroup, slot);
}

/** An event whose cgroup is not known yet, or is filtered. */
function waitOrDrop(record: usize, cgroup: u64, slot: usize): bool {
  if (slot !== 0 && action(slot) !== HOLD) {
    count(action(slot) === DROP ? FILTERED : FILTERED_HOST, 1);
    return true;
  }
  if (!makeRoom(record, cgroup)) return false;
  slot = find(cgroup);
  if (slot === 0) {
    slot = insertOrCount(cgroup);
    if (slot !== 0) notify(NOTICE_UNKNOWN, cgroup, 0, 0);
  }
  if (slot === 0 || action(slot) !== HOLD) {
    writeIfWanted(record, slot);
    return true;
  }
  holdRecord(cgroup, slot, record, recordLength(record), load<u64>(record, RECORD_TIME_NS));
  return true;
}

/** Makes room to hold the record, should its cgroup be held. False when output must be taken first. */
function makeRoom(record: usize, cgroup: u64): bool {
  const length = recordLength(record);
  while (true) {
    const slot = find(cgroup);
    if (slot !== 0 && action(slot) !== HOLD) return true;
    if (hasRoom(slot === 0 ? 0 : <usize> load<u32>(slot, QUEUE), length)) return true;
    releaseOldest();
    if (flush() || outputFull()) return false;
  }
}

function insertOrCount(cgroup: u64): usize {
  const slot = insert(cgroup);
  if (slot === 0) count(LABEL_OVERFLOW, 1);
  return slot;
}
