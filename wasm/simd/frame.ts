// What every line begins with: times, ids and the thread's name, numbers two at a time. The keys and their order are
// those of PROCESS_LINE in src/events/record.ts; the literals around the values are made from it.

import {
  copyEnd,
  copyHead,
  FRAME_0,
  FRAME_1,
  FRAME_2,
  FRAME_3,
  HEAD_SECOND,
  ORIGIN,
  TAIL,
  TAIL_SECOND,
} from "../kinds/literals";
import {
  FRAME_0_LENGTH,
  FRAME_1_LENGTH,
  FRAME_2_LENGTH,
  FRAME_3_LENGTH,
  ORIGIN_LENGTH,
  TAIL_LENGTH,
} from "../kinds/literals";
import { execId } from "../lineage/exec_id";
import { originOf } from "../lineage/origin";
import { wallClock } from "../clock";
import { secondText } from "../text/time";
import {
  RECORD_COMM,
  RECORD_ORIGIN,
  RECORD_PARENT_PID,
  RECORD_PID,
  RECORD_RUN,
  RECORD_START_TIME_NS,
  RECORD_TIME_NS,
} from "../wire";
import { ascii, decimal32, digits, put8, significant } from "./decimal";
import { moveWindow, NANOSECONDS, putSecond, sinceWindow, windowSize } from "./second";
import { command } from "./text";

/** The first digit of nine, and the others. */
const LIMIT: u32 = 100000000;
/** Characters of "2026-11-23T01:44:15.". */
const SECOND_LENGTH: usize = 20;

/** Writes from the opening brace to the kind's first own value; `type` is a constant. */
// @inline
export function frame(at: usize, record: usize, type: u32): usize {
  const time = load<u64>(record, RECORD_TIME_NS);
  const start = load<u64>(record, RECORD_START_TIME_NS);
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

  const head = copyHead(at, type);
  store<u8>(at, <u8> (48 + top), HEAD_SECOND + SECOND_LENGTH);
  store<u64>(at, i64x2.extract_lane(fractions, 0), HEAD_SECOND + SECOND_LENGTH + 1);
  at = identity(head, record);
  copyTail(at);
  if (otherSecond) putSecond(at + TAIL_SECOND, secondText(wallClock(start) / NANOSECONDS));
  store<u8>(at, <u8> (48 + startTop), TAIL_SECOND + SECOND_LENGTH);
  store<u64>(at, i64x2.extract_lane(fractions, 1), TAIL_SECOND + SECOND_LENGTH + 1);
  at = execId(
    at + TAIL_LENGTH,
    start,
    load<u32>(record, RECORD_PID),
    load<u32>(record, RECORD_RUN),
  );
  v128.store(at, v128.load(ORIGIN));
  at = originOf(at + ORIGIN_LENGTH, load<u32>(record, RECORD_ORIGIN));
  return copyEnd(at, type);
}

/** The process's creation, without its time. */
// @inline
function copyTail(at: usize): void {
  for (let offset: usize = 0; offset < TAIL_LENGTH; offset += 16) {
    v128.store(at + offset, v128.load(TAIL + offset));
  }
}

/** Thread, process and user. */
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
    at = threadName(put8(at, first, zeros), record);
    at = put8(at, first, zeros);
    v128.store(at, v128.load(FRAME_2));
    at = put8(at + FRAME_2_LENGTH, i64x2.extract_lane(characters, 1), ctz(bits >> 8));
  } else {
    at = otherIds(at, record, pid, tid, parent);
  }
  v128.store(at, v128.load(FRAME_3));
  return decimal32(at + FRAME_3_LENGTH, <u32> (parentAndUser >> 32));
}

/** The thread's name, and the literals around it. */
// @inline
function threadName(at: usize, record: usize): usize {
  v128.store(at, v128.load(FRAME_0));
  at = command(at + FRAME_0_LENGTH, record + RECORD_COMM);
  v128.store(at, v128.load(FRAME_1));
  v128.store(at, v128.load(FRAME_1, 16), 16);
  return at + FRAME_1_LENGTH;
}

/** A thread that is not the first of its process, or very large ids. */
function otherIds(at: usize, record: usize, pid: u32, tid: u32, parent: u32): usize {
  at = threadName(decimal32(at, tid), record);
  at = decimal32(at, pid);
  v128.store(at, v128.load(FRAME_2));
  return decimal32(at + FRAME_2_LENGTH, parent);
}
