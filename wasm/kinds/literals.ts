// Made by deno task events from src/events/; not to be edited.
// Literals of the fast writer. V8 rebuilds a vector constant at each use; a load from a constant address in fixed memory
// needs no bounds check.

import { LITERALS, LITERALS_SIZE } from "../layout";
import { put } from "../scalar/put";
import { PROCESS_EXEC, PROCESS_EXIT } from "../wire";

export const HEAD_PROCESS_EXEC: usize = LITERALS + 0;
export const HEAD_PROCESS_EXIT: usize = LITERALS + 80;
export const TAIL_PROCESS_EXEC: usize = LITERALS + 160;
export const TAIL_PROCESS_EXIT: usize = LITERALS + 256;
export const FRAME_0: usize = LITERALS + 336;
export const FRAME_1: usize = LITERALS + 352;
export const FRAME_2: usize = LITERALS + 384;
export const FRAME_3: usize = LITERALS + 400;
export const LITERAL_0: usize = LITERALS + 416;
export const LITERAL_1: usize = LITERALS + 432;
export const LITERAL_2: usize = LITERALS + 448;
export const LITERAL_3: usize = LITERALS + 464;
export const LITERAL_4: usize = LITERALS + 496;
export const LITERAL_5: usize = LITERALS + 528;

export const FRAME_0_LENGTH: usize = 9;
export const FRAME_1_LENGTH: usize = 20;
export const FRAME_2_LENGTH: usize = 14;
export const FRAME_3_LENGTH: usize = 14;

/** Where the second stands in every head. */
export const HEAD_SECOND: usize = 9;
/** Where it stands in every tail. */
export const TAIL_SECOND: usize = 22;

export function initLiterals(): void {
  if (LITERALS_SIZE < 560) unreachable();
  put(
    HEAD_PROCESS_EXEC,
    '{"time":"0000-00-00T00:00:00.000000000Z","event":"process.exec","thread":{"id":',
  );
  put(
    HEAD_PROCESS_EXIT,
    '{"time":"0000-00-00T00:00:00.000000000Z","event":"process.exit","thread":{"id":',
  );
  put(
    TAIL_PROCESS_EXEC,
    '},"creation":{"time":"0000-00-00T00:00:00.000000000Z"},"executable":{"requested":"',
  );
  put(TAIL_PROCESS_EXIT, '},"creation":{"time":"0000-00-00T00:00:00.000000000Z"},"exit":{"code":');
  put(FRAME_0, ',"name":"');
  put(FRAME_1, '"},"process":{"pid":');
  put(FRAME_2, ',"parent_pid":');
  put(FRAME_3, ',"user":{"id":');
  put(LITERAL_0, '","path":"');
  put(LITERAL_1, '","name":"');
  put(LITERAL_2, '"},"command":"');
  put(LITERAL_3, '","command_args":["');
  put(LITERAL_4, '"],"working_directory":"');
  put(LITERAL_5, '},"duration_ns":"');
}

/** Writes the 20 characters of a second into all that hold one. */
export function putSeconds(text: usize): void {
  memory.copy(HEAD_PROCESS_EXEC + HEAD_SECOND, text, 20);
  memory.copy(HEAD_PROCESS_EXIT + HEAD_SECOND, text, 20);
  memory.copy(TAIL_PROCESS_EXEC + TAIL_SECOND, text, 20);
  memory.copy(TAIL_PROCESS_EXIT + TAIL_SECOND, text, 20);
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
  return at;
}

/** Writes a kind's tail; returns its end. */
// @inline
export function copyTail(at: usize, type: u32): usize {
  if (type === PROCESS_EXEC) {
    v128.store(at, v128.load(TAIL_PROCESS_EXEC));
    v128.store(at, v128.load(TAIL_PROCESS_EXEC, 16), 16);
    v128.store(at, v128.load(TAIL_PROCESS_EXEC, 32), 32);
    v128.store(at, v128.load(TAIL_PROCESS_EXEC, 48), 48);
    v128.store(at, v128.load(TAIL_PROCESS_EXEC, 64), 64);
    v128.store(at, v128.load(TAIL_PROCESS_EXEC, 80), 80);
    return at + 82;
  }
  if (type === PROCESS_EXIT) {
    v128.store(at, v128.load(TAIL_PROCESS_EXIT));
    v128.store(at, v128.load(TAIL_PROCESS_EXIT, 16), 16);
    v128.store(at, v128.load(TAIL_PROCESS_EXIT, 32), 32);
    v128.store(at, v128.load(TAIL_PROCESS_EXIT, 48), 48);
    v128.store(at, v128.load(TAIL_PROCESS_EXIT, 64), 64);
    return at + 70;
  }
  return at;
}
