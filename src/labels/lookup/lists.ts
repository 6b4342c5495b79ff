import { retryPauseMs, type Schedule } from "../schedule.ts";

/** A list is dear: the first pause after one that failed is that of so many look-ups, half a second. */
const AS_ATTEMPT = 8;

/**
 * Lists runtimes again and again, each for itself, so that none waits for one that takes its time. A list that fails is
 * asked for again.
 */
export class Lists {
  readonly #endpoints: () => readonly string[];
  readonly #list: (endpoint: string) => Promise<boolean>;
  readonly #schedule: Schedule;
  /** How often a list has failed, and what keeps it from being asked for again. */
  readonly #failing = new Map<string, { readonly times: number; readonly cancel: () => void }>();
  #isStopped = false;
  readonly #under = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();

  /**
   * @param endpoints The runtimes there are now.
   * @param list Lists one of them; whether it could be listed. Never rejects.
   */
  constructor(
    endpoints: () => readonly string[],
    list: (endpoint: string) => Promise<boolean>,
    schedule: Schedule,
  ) {
    this.#endpoints = endpoints;
    this.#list = list;
    this.#schedule = schedule;
  }

  /** Asks for no list again by itself. */
  stop(): void {
    for (const { cancel } of this.#failing.values()) cancel();
    this.#isStopped = true;
  }

  /** Resolves when every runtime has been listed once from now on. */
  async all(): Promise<void> {
    await Promise.all(this.#endpoints().map((endpoint) => this.one(endpoint)));
  }

  /** The same of one runtime. It is listed once at a time, and once more for all who ask meanwhile. */
  one(endpoint: string): Promise<void> {
    const under = this.#under.get(endpoint);
    if (under === undefined) return this.#start(endpoint);
    return under.next ??= under.now.then(() => this.#start(endpoint));
  }

  #start(endpoint: string): Promise<void> {
    const failing = this.#failing.get(endpoint);
    failing?.cancel();
    const now = this.#list(endpoint).then((isListed) => {
      this.#under.delete(endpoint);
      if (isListed) this.#failing.delete(endpoint);
      else this.#askAgain(endpoint, (failing?.times ?? 0) + 1);
    });
    this.#under.set(endpoint, { now });
    return now;
  }

  #askAgain(endpoint: string, times: number): void {
    if (this.#isStopped) return;
    const cancel = this.#schedule(() => {
      if (this.#endpoints().includes(endpoint)) void this.one(endpoint);
      else this.#failing.delete(endpoint);
    }, retryPauseMs(AS_ATTEMPT + times));
    this.#failing.set(endpoint, { times, cancel });
  }
}
