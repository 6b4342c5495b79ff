import { retryPauseMs, type Schedule } from "../schedule.ts";

/** A list is dear: the first pause after one that failed is that of so many look-ups, half a second. */
const AS_ATTEMPT = 8;

/** New cgroups may have a runtime listed for so much of the time, however many there are. */
const SHARE = 0.05;
/** So much of it, in milliseconds, may be saved for when many cgroups are made at once. */
const SAVED_MS = 500;
/** However long a list took. */
const LONGEST_PAUSE_MS = 5_000;

/** What is left of a runtime's time for lists. */
interface Credit {
  readonly ms: number;
  /** When that was so, milliseconds of performance.now(). */
  readonly at: number;
  /** How long the last list took, milliseconds. */
  readonly tookMs: number;
}

/**
 * Lists runtimes again and again, each for itself, so that none waits for one that takes its time. A list that fails is
 * asked for again.
 */
export class Lists {
  readonly #endpoints: () => readonly string[];
  readonly #list: (endpoint: string) => Promise<boolean>;
  readonly #schedule: Schedule;
  readonly #now: () => number;
  /** How often a list has failed, and what keeps it from being asked for again. */
  readonly #failing = new Map<string, { readonly times: number; readonly cancel: () => void }>();
  #isClosed = false;
  readonly #under = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();
  /** Those that will be listed when their pause is over. */
  readonly #resting = new Map<string, Promise<void>>();
  readonly #credits = new Map<string, Credit>();
  readonly #cancels = new Set<() => void>();

  /**
   * @param endpoints The runtimes there are now.
   * @param list Lists one of them; whether it could be listed. Never rejects.
   * @param now The clock, in milliseconds.
   */
  constructor(
    endpoints: () => readonly string[],
    list: (endpoint: string) => Promise<boolean>,
    schedule: Schedule,
    now: () => number = () => performance.now(),
  ) {
    this.#endpoints = endpoints;
    this.#list = list;
    this.#schedule = schedule;
    this.#now = now;
  }

  /** Resolves when each of these has been listed once from now on; that takes a small part of their time, and ours. */
  async all(endpoints: readonly string[]): Promise<void> {
    await Promise.all(endpoints.map((endpoint) => this.#rested(endpoint)));
  }

  /** The same of one runtime, at once. It is listed once at a time, and once more for all who ask meanwhile. */
  one(endpoint: string): Promise<void> {
    const under = this.#under.get(endpoint);
    if (under === undefined) return this.#start(endpoint);
    return under.next ??= under.now.then(() => this.#start(endpoint));
  }

  /**
   * How long these took when they were last listed, the slowest of them, milliseconds; Infinity where one has not been
   * listed yet.
   */
  usualMs(endpoints: readonly string[]): number {
    const took = endpoints.map((endpoint) => this.#credits.get(endpoint)?.tookMs ?? Infinity);
    return Math.max(0, ...took);
  }

  /** Lists nobody any more. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    for (const { cancel } of this.#failing.values()) cancel();
    this.#cancels.clear();
    this.#isClosed = true;
  }

  #rested(endpoint: string): Promise<void> {
    const under = this.#under.get(endpoint)?.now;
    if (under === undefined && this.#restMs(endpoint) <= 0) return this.one(endpoint);
    let resting = this.#resting.get(endpoint);
    if (resting !== undefined) return resting;
    resting = Promise.resolve(under).then(() => this.#rest(endpoint)).then(() => {
      this.#resting.delete(endpoint);
      return this.one(endpoint);
    });
    this.#resting.set(endpoint, resting);
    return resting;
  }

  #start(endpoint: string): Promise<void> {
    const failing = this.#failing.get(endpoint);
    failing?.cancel();
    const now = this.#timed(endpoint).then((isListed) => {
      this.#under.delete(endpoint);
      if (isListed) this.#failing.delete(endpoint);
      else this.#askAgain(endpoint, (failing?.times ?? 0) + 1);
    });
    this.#under.set(endpoint, { now });
    return now;
  }

  async #timed(endpoint: string): Promise<boolean> {
    const start = this.#now();
    const isListed = await this.#list(endpoint);
    const now = this.#now();
    const tookMs = now - start;
    const ms = Math.max(this.#creditMs(endpoint) - tookMs, -SHARE * LONGEST_PAUSE_MS);
    this.#credits.set(endpoint, { ms, at: now, tookMs });
    return isListed;
  }

  #creditMs(endpoint: string): number {
    const credit = this.#credits.get(endpoint);
    if (credit === undefined) return SAVED_MS;
    return Math.min(credit.ms + (this.#now() - credit.at) * SHARE, SAVED_MS);
  }

  #restMs(endpoint: string): number {
    return -this.#creditMs(endpoint) / SHARE;
  }

  async #rest(endpoint: string): Promise<void> {
    const restMs = this.#restMs(endpoint);
    if (restMs <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#schedule(() => {
      this.#cancels.delete(cancel);
      resolve();
    }, restMs);
    this.#cancels.add(cancel);
    await promise;
  }

  #askAgain(endpoint: string, times: number): void {
    if (this.#isClosed) return;
    const cancel = this.#schedule(() => {
      if (this.#endpoints().includes(endpoint)) void this.one(endpoint);
      else this.#failing.delete(endpoint);
    }, retryPauseMs(AS_ATTEMPT + times));
    this.#failing.set(endpoint, { times, cancel });
  }
}
