import type { CliStream } from "../../host.ts";

/** More waiting text than this is a reader that does not read. */
const MOST_WAITING = 10_000;

/**
 * Writes texts one after the other without holding up who gives them: a runtime whose events are not taken would stall
 * its other subscribers, and the kubelet is one.
 */
export class EventWriter {
  readonly #stream: CliStream;
  readonly #full: () => void;
  readonly #waiting: string[] = [];
  #writing: Promise<void> | undefined;

  /** @param full Called when too much is waiting; nothing more should be given then. */
  constructor(stream: CliStream, full: () => void) {
    this.#stream = stream;
    this.#full = full;
  }

  /** Has a text written. */
  write(text: string): void {
    if (this.#waiting.length >= MOST_WAITING) return this.#full();
    this.#waiting.push(text);
    this.#writing ??= this.#drain();
  }

  /** Resolves when everything has been written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    for (let text = this.#waiting.shift(); text !== undefined; text = this.#waiting.shift()) {
      await this.#stream.writeSoon(text);
    }
    this.#writing = undefined;
  }
}
