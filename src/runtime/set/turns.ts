/** Those that are not asked first are asked after so many milliseconds at the latest. */
const HEDGE_MS = 100;

/**
 * Who is asked first and who then: the others' turn comes when all of the first have answered, or take their time.
 *
 * A question costs the one who is asked; Podman's service, which systemd ends when nobody asks, is started by it.
 */
export class Turns {
  readonly #others = Promise.withResolvers<void>();
  readonly #timer: ReturnType<typeof setTimeout>;
  #left: number;

  /** @param first How many are asked first. */
  constructor(first: number) {
    this.#left = first;
    this.#timer = setTimeout(this.#others.resolve, HEDGE_MS);
    if (first === 0) this.end();
  }

  /** Resolves when it is the others' turn. */
  get others(): Promise<void> {
    return this.#others.promise;
  }

  /** One of the first has answered, or can't. */
  answered(): void {
    if (--this.#left <= 0) this.end();
  }

  /** Nobody has to wait any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#others.resolve();
  }
}
