/** Calls `task` after `delayMs` milliseconds unless the returned function is called first. */
export type Schedule = (task: () => void, delayMs: number) => () => void;

/** The {@link Schedule} of the event loop. */
export function timerSchedule(task: () => void, delayMs: number): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}

/** Waits so many milliseconds, or until the signal comes. */
export async function pause(schedule: Schedule, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = schedule(resolve, ms);
  const end = (): void => {
    cancel();
    resolve();
  };
  signal.addEventListener("abort", end, { once: true });
  await promise;
  signal.removeEventListener("abort", end);
}

/** First pause between two look-ups of one container, in milliseconds. */
const FIRST_PAUSE_MS = 5;
/** Longest pause while the container is young: a runtime that comes back is used within this time. */
const YOUNG_PAUSE_MS = 1_000;
/** How many look-ups make a container old: pauses grow again, as it may belong to no runtime at all. */
const YOUNG_ATTEMPTS = 20;
/** The longest pause of all. */
const LONGEST_PAUSE_MS = 15_000;

/** Whether a container that is looked up for this time (0 is the first) may still be about to get its runtime. */
export function isYoung(attempt: number): boolean {
  return attempt <= YOUNG_ATTEMPTS;
}

/**
 * The pause before look-up number `attempt` (1 is the first retry), in milliseconds: doubling from 5 ms to 1 s, later
 * to 15 s, with +-20 % of jitter so that many containers do not ask in step.
 */
export function retryPauseMs(attempt: number, random: () => number = Math.random): number {
  const young = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempt - 1, 30), YOUNG_PAUSE_MS);
  const pause = isYoung(attempt)
    ? young
    : Math.min(YOUNG_PAUSE_MS * 2 ** Math.min(attempt - YOUNG_ATTEMPTS, 30), LONGEST_PAUSE_MS);
  return pause * (0.8 + 0.4 * random());
}

/** So many look-ups are repeated without getting into each other's way. */
const UNHURRIED = 32;

/** By how much pauses grow while `open` look-ups are under way. */
export function stretch(open: number): number {
  return Math.max(1, open / UNHURRIED);
}
