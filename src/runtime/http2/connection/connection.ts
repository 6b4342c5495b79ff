import { FrameReader } from "../frames/frame_reader.ts";
import { frameOf, goawayFrame, headerFrames, numberFrame } from "../frames/frame_writer.ts";
import { decodeFields, encodeFields, type Field, NO_TABLE } from "../hpack/hpack.ts";
import { joined } from "../bytes.ts";
import { CONNECTION_WINDOW, GREETING } from "./greeting.ts";
import { Output } from "./output.ts";
import {
  ConnectionError,
  ERROR,
  errorName,
  FLAG,
  FRAME,
  MAX_31_BITS,
  StreamError,
} from "../protocol.ts";
import { Http2Request } from "./request.ts";
import { PeerSettings } from "./peer_settings.ts";
import { Sender } from "./sender.ts";
import { type Broken, Http2Stream, type StreamListener } from "./stream.ts";
import { ReceiveWindow } from "./windows.ts";

/** A connection on which so many streams were reset, by either side, is left for a new one. */
const MOST_RESETS = 100;

/** What is needed of a socket. */
export type Socket = Pick<Deno.Conn, "read" | "write" | "close">;

/** One HTTP/2 connection of a client: what gRPC needs of RFC 9113, and no more. */
export class Http2Connection {
  readonly #socket: Socket;
  readonly #onRetired: () => void;
  readonly #streams = new Map<number, Http2Stream>();
  readonly #waiting = new Set<Http2Request>();
  readonly #output: Output;
  readonly #reader: FrameReader;
  readonly #sender: Sender;
  readonly #peer = new PeerSettings();
  readonly #receiveWindow = new ReceiveWindow(CONNECTION_WINDOW);
  #nextId = 1;
  #resets = 0;
  #isRetired = false;
  #isEnded = false;
  /** Why it will end, where that is known before. */
  #lastWords: string | undefined;

  /** @param onRetired Told once when it takes no more requests. */
  constructor(socket: Socket, onRetired: () => void) {
    this.#socket = socket;
    this.#onRetired = onRetired;
    this.#output = new Output(socket, {
      onDrained: () => this.#sender.pump(),
      onWriteFailed: (reason) => {
        this.#lastWords ??= reason;
        this.close();
      },
      onOverflow: () => {
        const reason = "it does not read what it is sent";
        this.#end({ kind: "connection", reason, seen: "yes" }, ERROR.enhanceYourCalm);
      },
    });
    this.#sender = new Sender(this.#output);
    this.#reader = new FrameReader({
      onData: (...args) => this.#onData(...args),
      onHeaders: (...args) => this.#onHeaders(...args),
      onReset: (...args) => this.#onReset(...args),
      onSettings: (settings) => this.#onSettings(settings),
      onPing: (opaque) => this.#output.send(frameOf(FRAME.ping, FLAG.ack, 0, opaque)),
      onGoaway: (...args) => this.#onGoaway(...args),
      onWindowUpdate: (...args) => this.#onWindowUpdate(...args),
    });
    for (const frame of GREETING) this.#output.send(frame);
    void this.#read();
  }

  /** Sends a request, at once or when the server takes one more. */
  request(fields: readonly Field[], body: Uint8Array, listener: StreamListener): Http2Request {
    const request = new Http2Request(fields, body, listener, {
      cancel: () => {
        this.#waiting.delete(request);
        const stream = this.#streams.get(request.id);
        stream?.stop();
        if (stream !== undefined) this.#reset(request.id, ERROR.cancel);
      },
      read: (bytes) => this.#giveBack(request.id, bytes),
    });
    if (this.#isRetired) {
      const reason = this.#lastWords ?? "it was closed";
      listener.onBroken({ kind: "connection", reason, seen: "no" });
    } else if (this.#streams.size < this.#peer.maxStreams) this.#begin(request);
    else this.#waiting.add(request);
    return request;
  }

  #begin(request: Http2Request): void {
    const id = request.id = this.#nextId;
    this.#nextId += 2;
    const { fields, body, listener } = request;
    const stream = new Http2Stream(listener, body, this.#peer.streamWindow);
    this.#streams.set(id, stream);
    const block = encodeFields(fields);
    const parts = id === 1 ? joined([NO_TABLE, block]) : block;
    for (const frame of headerFrames(id, parts)) this.#output.send(frame);
    this.#sender.add(id, stream);
    if (this.#nextId > MAX_31_BITS) this.close();
  }

  #onData(id: number, bytes: Uint8Array, frameBytes: number, isEnd: boolean): void {
    if (!this.#receiveWindow.take(frameBytes)) {
      throw new ConnectionError(ERROR.flowControl, "it sent more data than all streams may");
    }
    const increment = this.#receiveWindow.read(frameBytes);
    if (increment > 0) this.#output.send(numberFrame(FRAME.windowUpdate, 0, increment));
    this.#onStream(id, FRAME.data, (stream) => {
      if (!stream.receiveWindow.take(frameBytes)) {
        throw new StreamError(ERROR.flowControl, "it sent more data than it may");
      }
      this.#giveBack(id, frameBytes - bytes.length);
      return stream.data(bytes, isEnd);
    });
  }

  #onHeaders(id: number, block: Uint8Array, isEnd: boolean): void {
    // Blocks do not depend on each other: those of streams that are over need not be read.
    this.#onStream(id, FRAME.headers, (stream) => stream.headers(decodeFields(block), isEnd));
  }

  /** Lets a stream take a frame; one that is over takes none, as the server may not have known. */
  #onStream(id: number, type: number, take: (stream: Http2Stream) => boolean): void {
    this.#refuseIdle(id, type);
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    try {
      if (take(stream)) this.#finish(id, stream);
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      this.#reset(id, error.code);
      stream.break({ kind: "protocol", reason: error.message, seen: "yes" });
    }
  }

  #onReset(id: number, code: number): void {
    this.#refuseIdle(id, FRAME.rstStream);
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#forget(id);
    this.#countReset();
    const reason = `it reset the stream with ${errorName(code)}`;
    // Some servers that end say so stream by stream: there is no error, and no answer either.
    const isPerhaps = code === ERROR.refusedStream || code === ERROR.noError;
    stream.break({ kind: "connection", reason, seen: isPerhaps ? "perhaps" : "yes" });
  }

  #onSettings(settings: readonly (readonly [id: number, value: number])[]): void {
    for (const [id, value] of settings) {
      const change = this.#peer.set(id, value);
      for (const { sendWindow } of change === 0 ? [] : this.#streams.values()) {
        if (sendWindow.give(change)) continue;
        throw new ConnectionError(ERROR.flowControl, `it grew a stream's window by ${change}`);
      }
    }
    this.#output.send(frameOf(FRAME.settings, FLAG.ack, 0));
    this.#sender.pump();
    this.#admit();
  }

  #onGoaway(last: number, code: number): void {
    this.#lastWords = `it went away${code === ERROR.noError ? "" : ` with ${errorName(code)}`}`;
    const unseen = [...this.#streams].filter(([id]) => id > last);
    for (const [id] of unseen) this.#drop(id);
    this.close();
    this.#endIfIdle();
    for (const [, stream] of unseen) {
      stream.break({ kind: "connection", reason: this.#lastWords, seen: "no" });
    }
  }

  #onWindowUpdate(id: number, increment: number): void {
    if (id === 0) {
      if (increment === 0 || !this.#sender.give(increment)) {
        const code = increment === 0 ? ERROR.protocol : ERROR.flowControl;
        throw new ConnectionError(code, `it grew the connection's window by ${increment}`);
      }
    } else {
      this.#onStream(id, FRAME.windowUpdate, ({ sendWindow }) => {
        if (increment > 0 && sendWindow.give(increment)) return false;
        const code = increment === 0 ? ERROR.protocol : ERROR.flowControl;
        throw new StreamError(code, `it grew a stream's window by ${increment}`);
      });
    }
    this.#sender.pump();
  }

  #refuseIdle(id: number, type: number): void {
    if (id % 2 === 1 && id < this.#nextId) return;
    throw new ConnectionError(
      ERROR.protocol,
      `it sent a frame of type ${type} for stream ${id}, which nobody began`,
    );
  }

  #giveBack(id: number, bytes: number): void {
    const increment = this.#streams.get(id)?.receiveWindow.read(bytes) ?? 0;
    if (increment > 0) this.#output.send(numberFrame(FRAME.windowUpdate, id, increment));
  }

  /** The answer is whole; a server need not read the request to its end. */
  #finish(id: number, stream: Http2Stream): void {
    if (!this.#streams.has(id)) return;
    if (!stream.isSent) this.#output.send(numberFrame(FRAME.rstStream, id, ERROR.noError));
    this.#forget(id);
  }

  #reset(id: number, code: number): void {
    this.#output.send(numberFrame(FRAME.rstStream, id, code));
    this.#forget(id);
    this.#countReset();
  }

  #countReset(): void {
    if (++this.#resets >= MOST_RESETS) this.close();
  }

  #drop(id: number): void {
    this.#streams.delete(id);
    this.#sender.delete(id);
  }

  #forget(id: number): void {
    this.#drop(id);
    this.#admit();
    this.#endIfIdle();
  }

  #admit(): void {
    for (const request of this.#waiting) {
      if (this.#isRetired || this.#streams.size >= this.#peer.maxStreams) return;
      this.#waiting.delete(request);
      this.#begin(request);
    }
  }

  /** Takes no more requests, and ends when the last stream has. */
  close(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    this.#onRetired();
    const reason = this.#lastWords ?? "it was closed";
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { listener } of waiting) {
      listener.onBroken({ kind: "connection", reason, seen: "no" });
    }
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (!this.#isRetired || this.#streams.size > 0) return;
    this.#end({ kind: "connection", reason: "it was closed", seen: "perhaps" }, ERROR.noError);
  }

  #end(broken: Broken, code: number): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    this.#lastWords ??= broken.reason;
    this.close();
    if (code === ERROR.noError) {
      this.#output.close();
      this.#socket.close();
    } else void this.#output.closeWith(goawayFrame(code)).then(() => this.#socket.close());
    for (const stream of streams) stream.break(broken);
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const count = await this.#socket.read(this.#reader.space);
        if (this.#isEnded) return;
        if (count === null) break;
        this.#reader.filled(count);
      }
      this.#hungUp("it closed the connection");
    } catch (error) {
      if (error instanceof ConnectionError) {
        this.#end({ kind: "protocol", reason: error.message, seen: "yes" }, error.code);
      } else this.#hungUp(error instanceof Error ? error.message : String(error));
    }
  }

  #hungUp(how: string): void {
    const isGreeted = this.#reader.isGreeted;
    const reason = isGreeted
      ? this.#lastWords ?? how
      : "it hung up before it said anything of HTTP/2";
    this.#end(
      { kind: isGreeted ? "connection" : "protocol", reason, seen: "perhaps" },
      ERROR.noError,
    );
  }
}
