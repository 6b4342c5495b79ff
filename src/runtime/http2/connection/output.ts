import { joined } from "../bytes.ts";

/** More than this waits only where the peer makes us answer and does not read the answers. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** Bodies wait for their turn while so much is on its way. */
const ENOUGH_BYTES = 256 * 1024;

/** For so long a peer that is left may take its last frame. */
const LAST_WORDS_MS = 100;

/** What an {@linkcode Output} tells. */
export interface OutputListener {
  /** There is room for bodies again. */
  onDrained(): void;
  /** Nothing can be written any more; what the peer has sent can still be read. */
  onWriteFailed(reason: string): void;
  /** The peer reads nothing, and asks for more and more answers. */
  onOverflow(): void;
}

/** Writes frames to a socket in their order, many at once where there are many. */
export class Output {
  readonly #socket: Pick<Deno.Conn, "write">;
  readonly #listener: OutputListener;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  #isInFlight = false;
  #isClosed = false;

  constructor(socket: Pick<Deno.Conn, "write">, listener: OutputListener) {
    this.#socket = socket;
    this.#listener = listener;
  }

  /** Whether what is large should wait. */
  get isFull(): boolean {
    return this.#waitingBytes >= ENOUGH_BYTES;
  }

  /** Queues a frame. */
  send(frame: Uint8Array): void {
    if (this.#isClosed) return;
    this.#waiting.push(frame);
    this.#waitingBytes += frame.length;
    if (this.#waitingBytes > MOST_WAITING_BYTES) {
      this.#isClosed = true;
      this.#listener.onOverflow();
    } else if (!this.#isWriting) {
      this.#isWriting = true;
      // What is said in one go is written in one go.
      queueMicrotask(() => void this.#write());
    }
  }

  /** Sends no more. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
  }

  /** Sends what waits and one last frame, where nothing is in their way, and then no more. */
  async closeWith(last: Uint8Array): Promise<void> {
    const isPossible = !this.#isClosed && !this.#isInFlight;
    const bytes = joined([...this.#waiting, last]);
    this.close();
    if (!isPossible) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, LAST_WORDS_MS));
    // Nobody waits for it, nor is it known whether anybody reads.
    await Promise.race([this.#socket.write(bytes).catch(() => {}), late]);
    clearTimeout(timer);
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && !this.#isClosed) {
        const bytes = joined(this.#waiting);
        this.#waiting = [];
        this.#isInFlight = true;
        for (let at = 0; at < bytes.length;) {
          at += await this.#socket.write(bytes.subarray(at));
        }
        this.#isInFlight = false;
        this.#waitingBytes -= bytes.length;
        if (!this.#isClosed) this.#listener.onDrained();
      }
    } catch (error) {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.#listener.onWriteFailed(error instanceof Error ? error.message : String(error));
    } finally {
      this.#isWriting = false;
    }
  }
}
