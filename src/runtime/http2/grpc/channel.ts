import * as grpc from "@grpc/grpc-js";
import { Http2Connection } from "../connection/connection.ts";
import { GrpcCall } from "./grpc_call.ts";

const SCHEME = "unix:";

/** A channel of grpc-js over a unix socket that speaks HTTP/2 by itself instead of by node:http2. */
export class Http2Channel implements grpc.ChannelInterface {
  readonly #target: string;
  readonly #maxMessageBytes: number;
  #connection: Promise<Http2Connection> | undefined;
  #isClosed = false;

  /**
   * As grpc-js calls its option `channelFactoryOverride`.
   *
   * @param target `unix:` and the socket's path.
   */
  constructor(target: string, options: grpc.ChannelOptions) {
    if (!target.startsWith(SCHEME)) {
      throw new TypeError(`Cannot make a channel as it must lead to a unix socket: ${target}`);
    }
    this.#target = target;
    this.#maxMessageBytes = options["grpc.max_receive_message_length"] ?? Infinity;
  }

  createCall(method: string, deadline: grpc.Deadline): GrpcCall {
    if (this.#isClosed) throw new Error("Cannot make a call as the channel was closed");
    const context = {
      target: this.#target,
      maxMessageBytes: this.#maxMessageBytes,
      connect: () => this.#connect(),
    };
    return new GrpcCall(context, method, deadline);
  }

  getTarget(): string {
    return this.#target;
  }

  getConnectivityState(): grpc.connectivityState {
    if (this.#isClosed) return grpc.connectivityState.SHUTDOWN;
    const { IDLE, READY } = grpc.connectivityState;
    return this.#connection === undefined ? IDLE : READY;
  }

  /** Calls connect when they are made: there is nothing to watch. */
  watchConnectivityState(): never {
    throw new Error("Cannot watch a channel that connects when it is called");
  }

  getChannelzRef(): never {
    throw new Error("Cannot refer to a channel that channelz does not know");
  }

  /** Takes no more calls; those under way go on. */
  close(): void {
    this.#isClosed = true;
    this.#connection?.then((connection) => connection.close(), () => {});
    this.#connection = undefined;
  }

  /** The connection there is, or a new one where there is none or it takes no more calls. */
  #connect(): Promise<Http2Connection> {
    if (this.#connection !== undefined) return this.#connection;
    const forget = () => {
      if (this.#connection === connection) this.#connection = undefined;
    };
    const connection = Deno.connect({ transport: "unix", path: this.#target.slice(SCHEME.length) })
      .then((socket) => new Http2Connection(socket, forget));
    connection.catch(forget);
    // A call that is repeated after the channel was closed has a connection of its own.
    if (this.#isClosed) {
      connection.then((connection) => queueMicrotask(() => connection.close()), () => {});
    } else this.#connection = connection;
    return connection;
  }
}
