import type { Schedule } from "../schedule.ts";

/** So many times its duration passes after a list before the same runtime is listed again because of new cgroups. */
const PAUSE_TIMES = 20;
/** Quicker ones cost nothing worth a pause. */
const QUICK_MS = 1;
/** However long it took. */
const LONGEST_PAUSE_MS = 5_000;

/** Lists runtimes again and again, each for itself, so that none waits for one that takes its time. */
export class Lists {
  readonly #list: (endpoint: string) => Promise<void>;
  readonly #schedule: Schedule;
  readonly #under = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();
  /** Those that will be listed when their pause is over. */
  readonly #resting = new Map<string, Promise<void>>();
  /** When each may be listed again because of new cgroups, milliseconds of performance.now(). */
  readonly #restedAt = new Map<string, number>();
  readonly #cancels = new Set<() => void>();

  /** @param list Lists one of them; never rejects. */
  constructor(list: (endpoint: string) => Promise<void>, schedule: Schedule) {
    this.#list = list;
    this.#schedule = schedule;
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

  /** Lists nobody any more. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
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
    const now = this.#timed(endpoint).finally(() => this.#under.delete(endpoint));
    this.#under.set(endpoint, { now });
    return now;
  }

  async #timed(endpoint: string): Promise<void> {
    const start = performance.now();
    await this.#list(endpoint);
    const now = performance.now();
    const tookMs = now - start;
    const pauseMs = tookMs < QUICK_MS ? 0 : tookMs * PAUSE_TIMES;
    this.#restedAt.set(endpoint, now + Math.min(pauseMs, LONGEST_PAUSE_MS));
  }

  #restMs(endpoint: string): number {
    return (this.#restedAt.get(endpoint) ?? 0) - performance.now();
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
}
