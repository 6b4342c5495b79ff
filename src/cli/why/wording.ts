import { parseTimeNs } from "#output/time.ts";
import { SIGNALS } from "#events/signals.ts";

/** What shells add to a signal's number to make an exit code of it; runtimes do so, too. */
const SIGNALLED = 128;
/** The last of Linux's signals. */
const LAST_SIGNAL = 64;

/** An exit code as a sentence. */
export function exitedText(code: number): string {
  if (code === 126) return "exited 126, which shells say of a command that cannot be run";
  if (code === 127) return "exited 127, which shells say of a command that is not found";
  return `exited ${code}`;
}

/** A signal by its name. */
export function signalText(signal: number): string {
  return SIGNALS[signal] ?? `signal ${signal}`;
}

/** The signal that an exit code stands for, where it may stand for one. */
export function signalOfCode(code: number): number | undefined {
  const signal = code - SIGNALLED;
  return signal > 0 && signal <= LAST_SIGNAL ? signal : undefined;
}

/** `1 event`, `3 events`. */
export function counted(count: bigint | number, noun: string): string {
  return `${count} ${noun}${BigInt(count) === 1n ? "" : "s"}`;
}

/**
 * From one time to another, both RFC 3339; undefined where one of them is not known, or the second is the earlier one, as
 * of a container that ended before its runtime wrote down that it had started.
 */
export function nanosecondsBetween(
  from: string | undefined,
  to: string | undefined,
): number | undefined {
  const [start, end] = [from, to].map((time) => time === undefined ? undefined : parseTimeNs(time));
  return start === undefined || end === undefined || end < start ? undefined : Number(end - start);
}
