/**
 * Signals of the calling thread.
 *
 * @module
 */

import { type Libc, memory } from "../libc.ts";

const SIG_SETMASK = 2;
/** Bytes of the C library's sigset_t. */
const SET_BYTES = 128;

/**
 * Does something during which no signal is pending on this thread: one that comes waits until it is done. For what the
 * kernel gives up at a signal, however often it is begun anew: a profiler sends one every millisecond.
 */
export function withSignalsBlocked<T>(libc: Libc<"sigprocmask">, action: () => T): T {
  const before = memory(SET_BYTES);
  const blocked = libc.symbols.sigprocmask(SIG_SETMASK, memory(SET_BYTES).fill(0xff), before) === 0;
  try {
    return action();
  } finally {
    if (blocked) libc.symbols.sigprocmask(SIG_SETMASK, before, memory(SET_BYTES));
  }
}
