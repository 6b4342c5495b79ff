/** Lists runtimes again and again, each for itself, so that none waits for one that takes its time. */
export class Lists {
  readonly #endpoints: () => readonly string[];
  readonly #list: (endpoint: string) => Promise<void>;
  readonly #under = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();

  /**
   * @param endpoints The runtimes there are now.
   * @param list Lists one of them; never rejects.
   */
  constructor(endpoints: () => readonly string[], list: (endpoint: string) => Promise<void>) {
    this.#endpoints = endpoints;
    this.#list = list;
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
    const now = this.#list(endpoint).finally(() => this.#under.delete(endpoint));
    this.#under.set(endpoint, { now });
    return now;
  }
}
