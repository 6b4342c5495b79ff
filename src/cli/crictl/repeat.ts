import type { CliHost } from "../host.ts";

/** crictl's pause between two rounds. */
const PAUSE_MS = 500;
/** ECMA-48: the cursor home, and everything erased. */
const CLEAR_SCREEN = "\x1b[H\x1b[2J";

/** What one round is given. */
export interface Round {
  /** Aborted when somebody wants it to end. */
  readonly signal: AbortSignal;
  /** This round is the last one. */
  end(): void;
  /** Clears a terminal before a round that replaces the one before. */
  clear(): void;
  /** Sleeps, though not longer than until the end. */
  sleep(milliseconds: number): Promise<void>;
}

/** Takes one round, or with `watch` one after the other until a signal comes or nobody reads any more. */
export async function repeat(
  host: CliHost,
  watch: boolean,
  round: (round: Round) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  using _listening = host.onSignal(() => {
    if (signal.aborted) host.exit(130);
    controller.abort();
  });
  const sleep = (milliseconds: number) => sleepUntil(milliseconds, signal);
  const clear = () => {
    if (watch && host.terminal() !== undefined) host.process.stdout.write(CLEAR_SCREEN);
  };
  do {
    await round({ signal, clear, sleep, end: () => controller.abort() });
    if (watch && !signal.aborted) await sleep(PAUSE_MS);
  } while (watch && !signal.aborted && !host.process.stdout.isBroken());
}

/** Sleeps until the time or the signal has come. */
export function sleepUntil(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end, { once: true });
  });
}
