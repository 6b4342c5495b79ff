import {
  ConnectionError,
  ERROR,
  FLAG,
  FRAME,
  FRAME_HEADER_BYTES,
  MAX_31_BITS,
  MAX_FRAME_BYTES,
} from "../protocol.ts";
import { HeaderBlock } from "./header_block.ts";

/** What becomes of frames; byte arrays are the reader's own and hold only until the call returns. */
export interface FrameHandler {
  /** @param frameBytes What flow control counts: padding too. */
  onData(streamId: number, bytes: Uint8Array, frameBytes: number, isEnd: boolean): void;
  /** A whole header block, however many frames it came in. */
  onHeaders(streamId: number, block: Uint8Array, isEnd: boolean): void;
  onReset(streamId: number, code: number): void;
  onSettings(settings: readonly (readonly [id: number, value: number])[]): void;
  onPing(opaque: Uint8Array): void;
  onGoaway(lastStreamId: number, code: number): void;
  onWindowUpdate(streamId: number, increment: number): void;
}

/** Room for some frames of the largest size, so that one read takes much. */
const BUFFER_BYTES = 64 * 1024;
const NAMES = Object.fromEntries(
  Object.entries(FRAME).map(([name, type]) => [
    type,
    name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  ]),
);
/** Frames of these types belong to the connection, those of the others to a stream. */
const OF_CONNECTION: ReadonlySet<number> = new Set([FRAME.settings, FRAME.ping, FRAME.goaway]);
/** Frames of a fixed size. */
const SIZES: Readonly<Record<number, number>> = {
  [FRAME.priority]: 5,
  [FRAME.rstStream]: 4,
  [FRAME.ping]: 8,
  [FRAME.windowUpdate]: 4,
};
const GOAWAY_BYTES = 8;
const SETTING_BYTES = 6;

/**
 * Cuts a server's bytes into frames and checks each as far as a frame by itself can be wrong. What it says to the
 * handler may throw; then, as after an error of its own, it must not be used any more.
 */
export class FrameReader {
  readonly #handler: FrameHandler;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #view = new DataView(this.#buffer.buffer);
  #length = 0;
  #isGreeted = false;
  readonly #block = new HeaderBlock();

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** Whether the server has begun as one of HTTP/2 must. */
  get isGreeted(): boolean {
    return this.#isGreeted;
  }

  /** Where the next bytes are to be put; never empty. */
  get space(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(this.#length);
  }

  /**
   * So many bytes were put into {@linkcode space}.
   *
   * @throws ConnectionError, and whatever the handler throws.
   */
  filled(count: number): void {
    this.#length += count;
    let at = 0;
    while (this.#length - at >= FRAME_HEADER_BYTES) {
      const word = this.#view.getUint32(at);
      const length = word >>> 8;
      const streamId = this.#view.getUint32(at + 5) & MAX_31_BITS;
      const flags = this.#view.getUint8(at + 4);
      this.#check(word & 0xff, flags, streamId, length);
      const end = at + FRAME_HEADER_BYTES + length;
      if (end > this.#length) break;
      const payload = this.#buffer.subarray(at + FRAME_HEADER_BYTES, end);
      at = end;
      this.#take(word & 0xff, flags, streamId, payload);
    }
    if (at === 0) return;
    this.#buffer.copyWithin(0, at, this.#length);
    this.#length -= at;
  }

  /** Checks a frame before it is there as a whole: what is no HTTP/2 is known by its first bytes. */
  #check(type: number, flags: number, streamId: number, length: number): void {
    if (!this.#isGreeted) {
      if (type !== FRAME.settings || streamId !== 0 || length > MAX_FRAME_BYTES) {
        throw new ConnectionError(ERROR.protocol, `it began with ${this.#beginning()}`);
      }
      if ((flags & FLAG.ack) !== 0) {
        throw new ConnectionError(ERROR.protocol, "it confirmed settings before it sent its own");
      }
      this.#isGreeted = true;
    }
    const name = NAMES[type] ?? `frame of type ${type}`;
    if (length > MAX_FRAME_BYTES) {
      throw new ConnectionError(
        ERROR.frameSize,
        `it sent ${name} of ${length} bytes, beyond ${MAX_FRAME_BYTES}`,
      );
    }
    if (this.#block.isOpen !== (type === FRAME.continuation)) {
      const when = this.#block.isOpen ? "within headers" : "without headers before it";
      throw new ConnectionError(ERROR.protocol, `it sent ${name} ${when}`);
    }
    if (NAMES[type] === undefined || type === FRAME.windowUpdate) {
      // The one that may belong to either, and those to be ignored.
    } else if (OF_CONNECTION.has(type) !== (streamId === 0)) {
      throw new ConnectionError(ERROR.protocol, `it sent ${name} for stream ${streamId}`);
    }
    const size = SIZES[type];
    if (size !== undefined && length !== size) {
      throw new ConnectionError(
        ERROR.frameSize,
        `it sent ${name} of ${length} bytes instead of ${size}`,
      );
    }
  }

  #take(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    const isEnd = (flags & FLAG.endStream) !== 0;
    switch (type) {
      case FRAME.data:
        return this.#handler.onData(streamId, unpadded(payload, flags), payload.length, isEnd);
      case FRAME.headers: {
        this.#block.begin(streamId, isEnd);
        const bytes = unpadded(payload, flags);
        return this.#endOfBlock(
          flags,
          (flags & FLAG.priority) === 0 ? bytes : withoutPriority(bytes),
        );
      }
      case FRAME.continuation:
        if (streamId === this.#block.streamId) return this.#endOfBlock(flags, payload);
        throw new ConnectionError(
          ERROR.protocol,
          `it continued the headers of stream ${this.#block.streamId} on stream ${streamId}`,
        );
      case FRAME.rstStream:
        return this.#handler.onReset(streamId, numberOf(payload));
      case FRAME.settings:
        return this.#settings(flags, payload);
      case FRAME.pushPromise:
        throw new ConnectionError(ERROR.protocol, "it sent PUSH_PROMISE, which was forbidden");
      case FRAME.ping:
        return (flags & FLAG.ack) === 0 ? this.#handler.onPing(payload) : undefined;
      case FRAME.goaway:
        if (payload.length < GOAWAY_BYTES) {
          throw new ConnectionError(ERROR.frameSize, `it sent GOAWAY of ${payload.length} bytes`);
        }
        return this.#handler.onGoaway(
          numberOf(payload) & MAX_31_BITS,
          numberOf(payload.subarray(4)),
        );
      case FRAME.windowUpdate:
        return this.#handler.onWindowUpdate(streamId, numberOf(payload) & MAX_31_BITS);
    }
  }

  #endOfBlock(flags: number, part: Uint8Array): void {
    const whole = this.#block.add(part, (flags & FLAG.endHeaders) !== 0);
    if (whole === undefined) return;
    this.#handler.onHeaders(this.#block.streamId, whole, this.#block.isEnd);
  }

  #settings(flags: number, payload: Uint8Array): void {
    const isAck = (flags & FLAG.ack) !== 0;
    if (payload.length % SETTING_BYTES !== 0 || (isAck && payload.length > 0)) {
      throw new ConnectionError(ERROR.frameSize, `it sent SETTINGS of ${payload.length} bytes`);
    }
    if (isAck) return;
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    const settings: [number, number][] = [];
    for (let at = 0; at < payload.length; at += SETTING_BYTES) {
      settings.push([view.getUint16(at), view.getUint32(at + 2)]);
    }
    this.#handler.onSettings(settings);
  }

  /** The first bytes as text where they are some, as in an answer of HTTP/1. */
  #beginning(): string {
    const bytes = this.#buffer.subarray(0, Math.min(this.#length, 24));
    const text = String.fromCharCode(
      ...bytes.map((byte) => byte >= 0x20 && byte < 0x7f ? byte : 0x2e),
    );
    return `${JSON.stringify(text)} instead of HTTP/2`;
  }
}

/** @throws ConnectionError */
function unpadded(payload: Uint8Array, flags: number): Uint8Array {
  if ((flags & FLAG.padded) === 0) return payload;
  const [padding] = payload;
  if (padding === undefined || padding >= payload.length) {
    throw new ConnectionError(
      ERROR.protocol,
      `it sent padding of ${padding ?? "no"} bytes in a frame of ${payload.length}`,
    );
  }
  return payload.subarray(1, payload.length - padding);
}

/** What a stream depends on, and its weight: nobody heeds it any more. */
function withoutPriority(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= 5) return bytes.subarray(5);
  throw new ConnectionError(
    ERROR.frameSize,
    `it sent HEADERS with a priority of ${bytes.length} bytes`,
  );
}

function numberOf(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset, payload.length).getUint32(0);
}
