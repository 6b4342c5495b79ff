import { Buffer } from "node:buffer";
import * as http2 from "node:http2";
import * as net from "node:net";

/** A gRPC status that is not OK. */
export interface GrpcFailure {
  readonly code: number;
  readonly message?: string;
}

/** What a method answers: messages, one for a unary method, and the status at the end. */
export interface GrpcReply {
  readonly messages: readonly Uint8Array[];
  readonly failure?: GrpcFailure;
  /** The status comes so long after the messages, milliseconds. */
  readonly statusDelayMs?: number;
  /** The status never comes. */
  readonly isOpen?: boolean;
}

/** Answers a call; undefined leaves the call hanging for ever. */
export type GrpcHandler = (path: string, request: Uint8Array) => Promise<GrpcReply | undefined>;

/** What a server does with connections: speak gRPC, or misbehave. */
export type Behaviour =
  | "serve"
  /** Accepts, and never reads nor writes. */
  | "hang"
  /** Answers with something that is not HTTP/2. */
  | "garbage"
  /** Closes its side at once, keeps the other open. */
  | "half-close"
  /** Cuts the connection in the middle of the first answer. */
  | "cut";

/** How a server says GOAWAY. */
export type GoawayStyle =
  /** The frame, and nothing more. */
  | "bare"
  /** As Go's GracefulStop: a warning, then the last stream's number, the end after it. */
  | "graceful"
  /** With the last stream's number, and the end after it. */
  | "closing";

const GRACE_MS = 5;

function goAway(session: http2.ServerHttp2Session, style: GoawayStyle): void {
  if (style === "bare") return session.goaway(0);
  if (style === "closing") return session.close();
  session.goaway(0, 2 ** 31 - 1, Buffer.from("graceful_stop"));
  // Go waits for the answer to a ping; Node hears nothing any more where no call is open.
  setTimeout(() => session.close(), GRACE_MS);
}

/** Node refuses calls while more than this waits to be sent, 10 MiB if nothing is said; Go's servers do not. */
const SESSION_MIB = 400;

/** A gRPC server at the level of frames, so that tests can make it misbehave. */
export class GrpcWireServer {
  /** Calls that the client has reset instead of reading them to their end. */
  resets = 0;
  readonly #handler: GrpcHandler;
  readonly #server: net.Server;
  readonly #http: http2.Http2Server;
  readonly #sessions = new Set<http2.ServerHttp2Session>();
  readonly #sockets = new Set<net.Socket>();
  #behaviour: Behaviour;

  private constructor(handler: GrpcHandler, behaviour: Behaviour) {
    this.#handler = handler;
    this.#behaviour = behaviour;
    this.#http = http2.createServer({ maxSessionMemory: SESSION_MIB });
    this.#http.on("session", (session) => {
      this.#sessions.add(session);
      session.on("close", () => this.#sessions.delete(session));
      session.on("error", () => {});
    });
    this.#http.on("stream", (stream, headers) => {
      this.#answer(stream as http2.ServerHttp2Stream, headers);
    });
    this.#http.on("sessionError", () => {});
    this.#server = behaviour === "serve" || behaviour === "cut"
      ? this.#http as unknown as net.Server
      : net.createServer((socket) => this.#misbehave(socket));
    this.#server.on("connection", (socket: net.Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => {});
    });
  }

  /** Listens on a unix socket; a file left there is replaced. */
  static async listen(
    path: string,
    handler: GrpcHandler,
    behaviour: Behaviour = "serve",
  ): Promise<GrpcWireServer> {
    const server = new GrpcWireServer(handler, behaviour);
    await import("node:fs/promises").then((fs) => fs.rm(path, { force: true }));
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      server.#server.listen(path, resolve);
    });
    return server;
  }

  /** Tells every client to go away; how many were told. */
  goaway(style: GoawayStyle = "bare"): number {
    const told = [...this.#sessions].filter((session) => !session.destroyed && !session.closed);
    for (const session of told) goAway(session, style);
    return told.length;
  }

  /** Cuts every connection. */
  drop(): void {
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts every connection and stops listening; the socket's file goes too. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.drop();
    await closed;
  }

  #misbehave(socket: net.Socket): void {
    if (this.#behaviour === "garbage") {
      socket.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    } else if (this.#behaviour === "half-close") {
      socket.end();
    } else {
      socket.pause();
    }
  }

  #answer(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): void {
    const chunks: Buffer[] = [];
    stream.on("error", () => {});
    stream.on("close", () => {
      if (stream.rstCode !== 0) this.resets++;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", async () => {
      const body = Buffer.concat(chunks);
      const reply = await this.#handler(String(headers[":path"]), body.subarray(5));
      if (reply !== undefined && !stream.destroyed) this.#send(stream, reply);
    });
  }

  #send(stream: http2.ServerHttp2Stream, reply: GrpcReply): void {
    const status = {
      "grpc-status": String(reply.failure?.code ?? 0),
      ...(reply.failure?.message === undefined
        ? {}
        : { "grpc-message": encodeMessage(reply.failure.message) }),
    };
    const head = { ":status": 200, "content-type": "application/grpc" };
    if (reply.messages.length === 0) {
      stream.respond({ ...head, ...status }, { endStream: true });
      return;
    }
    stream.respond(head, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers(status));
    const framed = Buffer.concat(reply.messages.flatMap((message) => [frame(message), message]));
    if (this.#behaviour === "cut") {
      stream.write(framed.subarray(0, framed.length / 2), () => this.drop());
    } else if (reply.isOpen === true) {
      stream.write(framed);
    } else if (reply.statusDelayMs === undefined) {
      stream.end(framed);
    } else {
      stream.write(framed);
      setTimeout(() => stream.end(), reply.statusDelayMs);
    }
  }
}

/** gRPC's five bytes before a message: not compressed, its length. */
function frame(message: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  return header;
}

/** As gRPC has it: printable ASCII as it is, all else and the percent sign escaped. */
function encodeMessage(message: string): string {
  return message.replace(/[^ -$&-~]+/gu, (text) => encodeURIComponent(text));
}
