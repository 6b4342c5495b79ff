// Made by deno task events from src/events/; not to be edited.
// Literals of the fast writer. V8 rebuilds a vector constant at each use; a load from a constant address in fixed memory
// needs no bounds check.

import { LITERALS, LITERALS_SIZE } from "../layout";
import { put } from "../scalar/put";
import { PROCESS_EXEC, PROCESS_EXIT, PROCESS_FORK } from "../wire";

export const HEAD_PROCESS_EXEC: usize = LITERALS + 0;
export const HEAD_PROCESS_EXIT: usize = LITERALS + 80;
export const HEAD_PROCESS_FORK: usize = LITERALS + 160;
export const TAIL: usize = LITERALS + 240;
export const ORIGIN: usize = LITERALS + 320;
export const END_PROCESS_EXEC: usize = LITERALS + 336;
export const END_PROCESS_EXIT: usize = LITERALS + 368;
export const END_PROCESS_FORK: usize = LITERALS + 400;
export const FRAME_0: usize = LITERALS + 416;
export const FRAME_1: usize = LITERALS + 432;
export const FRAME_2: usize = LITERALS + 464;
export const FRAME_3: usize = LITERALS + 480;
export const LITERAL_0: usize = LITERALS + 496;
export const LITERAL_1: usize = LITERALS + 512;
export const LITERAL_2: usize = LITERALS + 528;
export const LITERAL_3: usize = LITERALS + 544;
export const LITERAL_4: usize = LITERALS + 560;
export const LITERAL_5: usize = LITERALS + 592;
export const LITERAL_6: usize = LITERALS + 624;
export const LITERAL_7: usize = LITERALS + 640;
export const LITERAL_8: usize = LITERALS + 672;
export const LITERAL_9: usize = LITERALS + 688;
export const LITERAL_10: usize = LITERALS + 704;
export const LITERAL_11: usize = LITERALS + 720;
export const LITERAL_12: usize = LITERALS + 736;

export const FRAME_0_LENGTH: usize = 9;
export const FRAME_1_LENGTH: usize = 20;
export const FRAME_2_LENGTH: usize = 14;
export const FRAME_3_LENGTH: usize = 14;
export const TAIL_LENGTH: usize = 66;
export const ORIGIN_LENGTH: usize = 12;

/** Where the second stands in every head. */
export const HEAD_SECOND: usize = 9;
/** Where it stands in the tail. */
export const TAIL_SECOND: usize = 22;

export function initLiterals(): void {
  if (LITERALS_SIZE < 768) unreachable();
  put(
    HEAD_PROCESS_EXEC,
    '{"time":"0000-00-00T00:00:00.000000000Z","event":"process.exec","thread":{"id":',
  );
  put(
    HEAD_PROCESS_EXIT,
    '{"time":"0000-00-00T00:00:00.000000000Z","event":"process.exit","thread":{"id":',
  );
  put(
    HEAD_PROCESS_FORK,
    '{"time":"0000-00-00T00:00:00.000000000Z","event":"process.fork","thread":{"id":',
  );
  put(TAIL, '},"creation":{"time":"0000-00-00T00:00:00.000000000Z"},"exec_id":"');
  put(ORIGIN, '","origin":"');
  put(END_PROCESS_EXEC, '","executable":{"requested":"');
  put(END_PROCESS_EXIT, '","exit":{"cause":"');
  put(END_PROCESS_FORK, '","parent":');
  put(FRAME_0, ',"name":"');
  put(FRAME_1, '"},"process":{"pid":');
  put(FRAME_2, ',"parent_pid":');
  put(FRAME_3, ',"user":{"id":');
  put(LITERAL_0, '","path":"');
  put(LITERAL_1, '","name":"');
  put(LITERAL_2, '","origin":"');
  put(LITERAL_3, '"},"command":"');
  put(LITERAL_4, '","command_args":["');
  put(LITERAL_5, '"],"working_directory":"');
  put(LITERAL_6, '","group":{"id":');
  put(LITERAL_7, '},"capabilities":{"effective":');
  put(LITERAL_8, '},"vpid":');
  put(LITERAL_9, ',"parent":');
  put(LITERAL_10, ',"ancestors":');
  put(LITERAL_11, '","code":');
  put(LITERAL_12, '},"duration_ns":"');
}

/** Writes the 20 characters of a second into all that hold one. */
export function putSeconds(text: usize): void {
  memory.copy(HEAD_PROCESS_EXEC + HEAD_SECOND, text, 20);
  memory.copy(HEAD_PROCESS_EXIT + HEAD_SECOND, text, 20);
  memory.copy(HEAD_PROCESS_FORK + HEAD_SECOND, text, 20);
  memory.copy(TAIL + TAIL_SECOND, text, 20);
}

/** Writes a kind's head; returns its end. The type is a constant, so that nothing but copies is left. */
// @inline
export function copyHead(at: usize, type: u32): usize {
  if (type === PROCESS_EXEC) {
    v128.store(at, v128.load(HEAD_PROCESS_EXEC));
    v128.store(at, v128.load(HEAD_PROCESS_EXEC, 16), 16);
    v128.store(at, v128.load(HEAD_PROCESS_EXEC, 32), 32);
    v128.store(at, v128.load(HEAD_PROCESS_EXEC, 48), 48);
    v128.store(at, v128.load(HEAD_PROCESS_EXEC, 64), 64);
    return at + 79;
  }
  if (type === PROCESS_EXIT) {
    v128.store(at, v128.load(HEAD_PROCESS_EXIT));
    v128.store(at, v128.load(HEAD_PROCESS_EXIT, 16), 16);
    v128.store(at, v128.load(HEAD_PROCESS_EXIT, 32), 32);
    v128.store(at, v128.load(HEAD_PROCESS_EXIT, 48), 48);
    v128.store(at, v128.load(HEAD_PROCESS_EXIT, 64), 64);
    return at + 79;
  }
  if (type === PROCESS_FORK) {
    v128.store(at, v128.load(HEAD_PROCESS_FORK));
    v128.store(at, v128.load(HEAD_PROCESS_FORK, 16), 16);
    v128.store(at, v128.load(HEAD_PROCESS_FORK, 32), 32);
    v128.store(at, v128.load(HEAD_PROCESS_FORK, 48), 48);
    v128.store(at, v128.load(HEAD_PROCESS_FORK, 64), 64);
    return at + 79;
  }
  return at;
}

/** Writes what stands behind the origin; returns its end. */
// @inline
export function copyEnd(at: usize, type: u32): usize {
  if (type === PROCESS_EXEC) {
    v128.store(at, v128.load(END_PROCESS_EXEC));
    v128.store(at, v128.load(END_PROCESS_EXEC, 16), 16);
    return at + 29;
  }
  if (type === PROCESS_EXIT) {
    v128.store(at, v128.load(END_PROCESS_EXIT));
    v128.store(at, v128.load(END_PROCESS_EXIT, 16), 16);
    return at + 19;
  }
  if (type === PROCESS_FORK) {
    v128.store(at, v128.load(END_PROCESS_FORK));
    return at + 11;
  }
  return at;
}
