import type { Field } from "../hpack/hpack.ts";
import { ERROR, StreamError } from "../protocol.ts";
import { type ResponseFields, responseFields } from "./response_fields.ts";
import { ReceiveWindow, SendWindow } from "./windows.ts";

/** Why a stream ended before its answer did. */
export interface Broken {
  /** Whether the server broke a rule, or the connection ended. */
  readonly kind: "protocol" | "connection";
  /** What the server did, as in "it reset the stream with CANCEL". */
  readonly reason: string;
  /** Whether the server has acted on the request; where an answer had begun, it has. */
  readonly seen: "no" | "perhaps" | "yes";
}

/** What becomes of one request. After {@linkcode onEnd} or {@linkcode onBroken} nothing more is said. */
export interface StreamListener {
  /** @param isEnd Whether there is neither body nor trailers. */
  onHead(head: ResponseFields, isEnd: boolean): void;
  /** Bytes of the body, which hold only until the call returns. */
  onData(bytes: Uint8Array): void;
  /** The answer is whole. */
  onEnd(trailers: ResponseFields | undefined): void;
  onBroken(broken: Broken): void;
}

/** What a server may send ahead of who reads it. */
export const STREAM_WINDOW: number = 1024 * 1024;

/** One request and its answer on a connection. */
export class Http2Stream {
  readonly sendWindow: SendWindow;
  readonly receiveWindow: ReceiveWindow = new ReceiveWindow(STREAM_WINDOW);
  readonly #listener: StreamListener;
  #body: Uint8Array;
  #isSent = false;
  #hasHead = false;
  #isStopped = false;

  constructor(listener: StreamListener, body: Uint8Array, window: number) {
    this.#listener = listener;
    this.#body = body;
    this.sendWindow = new SendWindow(window);
  }

  /** Whether all of the request is on its way. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** The body's next part of at most so many bytes; undefined where it has to wait. */
  nextPart(most: number): Uint8Array | undefined {
    const length = Math.min(this.#body.length, this.sendWindow.room, most);
    if (this.#isSent || (length === 0 && this.#body.length > 0)) return undefined;
    const part = this.#body.subarray(0, length);
    this.#body = this.#body.subarray(length);
    this.sendWindow.take(length);
    this.#isSent = this.#body.length === 0;
    return part;
  }

  /** @returns Whether the answer is whole. @throws StreamError */
  headers(list: readonly Field[], isEnd: boolean): boolean {
    if (this.#hasHead) {
      if (!isEnd) throw new StreamError(ERROR.protocol, "it sent trailers and went on");
      this.#listener.onEnd(responseFields(list, true));
      return true;
    }
    const head = responseFields(list, false);
    const { status = 0 } = head;
    if (status < 200) {
      if (!isEnd) return false;
      throw new StreamError(ERROR.protocol, `it ended its answer with the status ${status}`);
    }
    this.#hasHead = true;
    this.#listener.onHead(head, isEnd);
    return this.#endAfter(isEnd);
  }

  /** @returns Whether the answer is whole. @throws StreamError */
  data(bytes: Uint8Array, isEnd: boolean): boolean {
    if (!this.#hasHead) throw new StreamError(ERROR.protocol, "it sent data before headers");
    if (bytes.length > 0) this.#listener.onData(bytes);
    return this.#endAfter(isEnd);
  }

  /** Says no more: nobody wants to know. */
  stop(): void {
    this.#isStopped = true;
  }

  #endAfter(isEnd: boolean): boolean {
    // Who was just told something may have had enough.
    if (!isEnd || this.#isStopped) return false;
    this.#listener.onEnd(undefined);
    return true;
  }

  /** Nothing more comes. */
  break(broken: Broken): void {
    this.#listener.onBroken(this.#hasHead ? { ...broken, seen: "yes" } : broken);
  }
}
