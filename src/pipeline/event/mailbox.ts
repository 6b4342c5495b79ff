import type { EventFd } from "#kernel/eventfd.ts";
import type { ToEventPath } from "./messages.ts";

/** A message to a running event path. */
export type RunningMessage = Exclude<ToEventPath, { kind: "start" }>;

/**
 * Messages to a thread that sleeps in a system call. The sender posts a message, then signals the eventfd; the counter
 * says how many messages are under way, so that a woken reader waits for exactly those.
 */
export class Mailbox {
  readonly #bell: Pick<EventFd, "take">;
  #arrived: RunningMessage[] = [];
  #announced = 0n;
  #wake: (() => void) | undefined;

  constructor(bell: Pick<EventFd, "take">) {
    this.#bell = bell;
  }

  /** Takes a message from the event loop. */
  put(message: RunningMessage): void {
    this.#arrived.push(message);
    this.#wake?.();
  }

  /** Every message announced so far. Gives way to the event loop until they have arrived. */
  async receive(): Promise<readonly RunningMessage[]> {
    this.#announced += this.#bell.take();
    while (BigInt(this.#arrived.length) < this.#announced) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    this.#wake = undefined;
    const messages = this.#arrived;
    this.#announced -= BigInt(messages.length);
    this.#arrived = [];
    return messages;
  }
}
