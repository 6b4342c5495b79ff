import { frameOf } from "../frames/frame_writer.ts";
import type { Output } from "./output.ts";
import { FLAG, FRAME, MAX_FRAME_BYTES } from "../protocol.ts";
import type { Http2Stream } from "./stream.ts";
import { SendWindow } from "./windows.ts";

/** Sends the bodies of requests as the server's windows allow, a frame of each stream in turn. */
export class Sender {
  readonly #output: Output;
  readonly #window = new SendWindow();
  readonly #streams = new Map<number, Http2Stream>();

  constructor(output: Output) {
    this.#output = output;
  }

  /** Begins with the body of a new stream. */
  add(id: number, stream: Http2Stream): void {
    this.#streams.set(id, stream);
    this.pump();
  }

  /** Sends no more of a stream. */
  delete(id: number): void {
    this.#streams.delete(id);
  }

  /**
   * The window of the whole connection grows.
   *
   * @returns False where that is beyond the largest there may be.
   */
  give(bytes: number): boolean {
    return this.#window.give(bytes);
  }

  /** Sends what may be sent now. */
  pump(): void {
    let isMoving = true;
    while (isMoving && this.#streams.size > 0 && !this.#output.isFull) {
      isMoving = false;
      for (const [id, stream] of this.#streams) {
        const part = stream.nextPart(Math.min(MAX_FRAME_BYTES, this.#window.room));
        if (part === undefined) continue;
        isMoving = true;
        this.#window.take(part.length);
        if (stream.isSent) this.#streams.delete(id);
        this.#output.send(frameOf(FRAME.data, stream.isSent ? FLAG.endStream : 0, id, part));
      }
    }
  }
}
