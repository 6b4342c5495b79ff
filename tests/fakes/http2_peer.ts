import { joined } from "#runtime/http2/bytes.ts";
import { frameOf, numberFrame } from "#runtime/http2/frames/frame_writer.ts";
import { decodeFields, encodeFields, type Field } from "#runtime/http2/hpack/hpack.ts";
import { FLAG, FRAME, MAX_FRAME_BYTES } from "#runtime/http2/protocol.ts";

/** A frame that the client has sent. */
export interface ClientFrame {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Uint8Array;
}

/** The head of a gRPC answer. */
export const HEAD: readonly Field[] = [[":status", "200"], ["content-type", "application/grpc"]];

const PREFACE_BYTES = 24;
const FRAME_HEADER = 9;

/** One connection of a client, as a server that says whatever a test wants: well formed, or not. */
export class PeerConnection {
  readonly #socket: Deno.UnixConn;
  readonly #frames: ReadableStreamDefaultReader<ClientFrame>;
  readonly #greeted = Promise.withResolvers<boolean>();

  constructor(socket: Deno.UnixConn) {
    this.#socket = socket;
    this.#frames = new ReadableStream<ClientFrame>({
      start: (controller) => void read(socket, controller, this.#greeted.resolve),
    }).getReader();
  }

  /** Whether the client speaks HTTP/2, or has gone before. */
  get isGreeted(): Promise<boolean> {
    return this.#greeted.promise;
  }

  /** The client's next frame; undefined when it has gone. */
  async next(): Promise<ClientFrame | undefined> {
    return (await this.#frames.read()).value;
  }

  /** The client's next frame of a type; those before it are passed over. */
  async nextOf(type: number): Promise<ClientFrame> {
    for (;;) {
      const frame = await this.next();
      if (frame === undefined) throw new Error(`Cannot get a frame of type ${type} any more`);
      if (frame.type === type && (type !== FRAME.settings || frame.flags === 0)) return frame;
    }
  }

  /** Greets the client. */
  async greet(...settings: readonly (readonly [id: number, value: number])[]): Promise<void> {
    const payload = settings.flatMap(([id, value]) => [id >> 8, id & 255, ...numberBytes(value)]);
    await this.frame(FRAME.settings, 0, 0, Uint8Array.from(payload));
  }

  /** Waits for the next request to be whole; its stream's id. */
  async request(): Promise<number> {
    for (;;) {
      const { id, flags } = await this.nextOf(FRAME.data);
      if ((flags & FLAG.endStream) !== 0) return id;
    }
  }

  async frame(type: number, flags: number, id: number, payload?: Uint8Array): Promise<void> {
    await this.bytes(frameOf(type, flags, id, payload));
  }

  /** RST_STREAM or WINDOW_UPDATE. */
  async number(type: number, id: number, value: number): Promise<void> {
    await this.bytes(numberFrame(type, id, value));
  }

  async headers(id: number, fields: readonly Field[] = HEAD, flags = 0): Promise<void> {
    const block = encodeFields(fields);
    let at = 0;
    do {
      const part = block.subarray(at, at + MAX_FRAME_BYTES);
      const type = at === 0 ? FRAME.headers : FRAME.continuation;
      at += part.length;
      const end = at === block.length ? FLAG.endHeaders : 0;
      await this.frame(type, end | (type === FRAME.headers ? flags : 0), id, part);
    } while (at < block.length);
  }

  /** The end of an answer. */
  async trailers(id: number, status = "0", ...more: readonly Field[]): Promise<void> {
    await this.headers(id, [["grpc-status", status], ...more], FLAG.endStream);
  }

  /** Messages, one DATA frame each. */
  async messages(id: number, ...messages: readonly Uint8Array[]): Promise<void> {
    for (const message of messages) await this.frame(FRAME.data, 0, id, framed(message));
  }

  /** A whole answer of one message. */
  async answer(id: number, message: Uint8Array): Promise<void> {
    await this.headers(id);
    await this.messages(id, message);
    await this.trailers(id);
  }

  async goaway(last: number, code = 0): Promise<void> {
    const payload = Uint8Array.of(...numberBytes(last), ...numberBytes(code));
    await this.frame(FRAME.goaway, 0, 0, payload);
  }

  /** Any bytes; a client that has gone is no error. */
  async bytes(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) at += await this.#socket.write(bytes.subarray(at));
    } catch (error) {
      const { BadResource, BrokenPipe, ConnectionReset, Interrupted } = Deno.errors;
      const isGone = [BadResource, BrokenPipe, ConnectionReset, Interrupted].some((gone) =>
        error instanceof gone
      );
      if (!isGone) throw error;
    }
  }

  /** Says no more, and still reads. */
  async halfClose(): Promise<void> {
    await this.#socket.closeWrite();
  }

  close(): void {
    try {
      this.#socket.close();
    } catch {
      // It is closed.
    }
  }
}

/** A server on a unix socket, which does with each connection what a test says. */
export class Http2Peer implements AsyncDisposable {
  readonly #listener: Deno.UnixListener;
  readonly #open: PeerConnection[] = [];
  readonly #work: Promise<void>[] = [];
  #connections = 0;
  readonly #failures: unknown[] = [];
  readonly #accepting: Promise<void>;

  /** @param serve Gets each connection and its number from 0. */
  constructor(path: string, serve: (peer: PeerConnection, index: number) => Promise<void>) {
    this.#listener = Deno.listen({ transport: "unix", path });
    this.#accepting = this.#accept(serve);
  }

  /** How many connections spoke HTTP/2. */
  get connections(): number {
    return this.#connections;
  }

  async #accept(serve: (peer: PeerConnection, index: number) => Promise<void>): Promise<void> {
    for await (const socket of this.#listener) {
      const peer = new PeerConnection(socket);
      this.#open.push(peer);
      this.#work.push(this.#serve(peer, serve).catch((error) => void this.#failures.push(error)));
    }
  }

  /** Who only looks whether anybody is there gets no number. */
  async #serve(
    peer: PeerConnection,
    serve: (peer: PeerConnection, index: number) => Promise<void>,
  ): Promise<void> {
    if (await peer.isGreeted) await serve(peer, this.#connections++);
  }

  /** @throws What a script has thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const peer of this.#open) peer.close();
    await Promise.all(this.#work);
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}

/** gRPC's five bytes before a message, and the message. */
export function framed(message: Uint8Array, flag = 0): Uint8Array {
  const bytes = new Uint8Array(5 + message.length);
  bytes.set([flag, ...numberBytes(message.length)]);
  bytes.set(message, 5);
  return bytes;
}

/** The fields of a client's HEADERS, which may begin with a change of the table's size. */
export function fieldsOf(frame: ClientFrame): Map<string, string> {
  return new Map(decodeFields(frame.payload));
}

function numberBytes(value: number): number[] {
  return [value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255];
}

async function read(
  socket: Deno.UnixConn,
  controller: ReadableStreamDefaultController<ClientFrame>,
  greeted: (isGreeted: boolean) => void,
): Promise<void> {
  let buffer = new Uint8Array(0);
  let isGreeted = false;
  try {
    for await (const chunk of socket.readable) {
      buffer = joined([buffer, chunk]).slice();
      if (!isGreeted) {
        if (buffer.length < PREFACE_BYTES) continue;
        buffer = buffer.slice(PREFACE_BYTES);
        isGreeted = true;
        greeted(true);
      }
      for (;;) {
        if (buffer.length < FRAME_HEADER) break;
        const view = new DataView(buffer.buffer);
        const end = FRAME_HEADER + (view.getUint32(0) >>> 8);
        if (buffer.length < end) break;
        const payload = buffer.slice(FRAME_HEADER, end);
        const id = view.getUint32(5);
        controller.enqueue({ type: view.getUint8(3), flags: view.getUint8(4), id, payload });
        buffer = buffer.slice(end);
      }
    }
  } catch {
    // The connection ended in some other way.
  }
  greeted(false);
  try {
    controller.close();
  } catch {
    // Nobody reads any more.
  }
}
