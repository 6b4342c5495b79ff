import type { Client, ClientReadableStream, ClientUnaryCall, ServiceError } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import { formatMs, RuntimeError } from "./runtime_error.ts";
import { diagnoseSocket } from "./socket_error.ts";

/** Reads and writes one kind of message; every generated message class is one. */
export interface Codec<T, Init = T> {
  encode(message: Init): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** One method: its codecs and its name without the package. */
export interface GrpcMethod<Request, Response> {
  /** For example `RuntimeService/Version`. */
  readonly name: string;
  readonly request: Codec<unknown, Request>;
  readonly response: Codec<Response, never>;
}

/** How one call is made. */
export interface CallOptions {
  /** Milliseconds until the call is given up. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** How a call with many responses is made. */
export interface StreamOptions {
  /** Milliseconds until the call is given up; without, it may go on for ever. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Limits of a channel. */
export interface GrpcChannelOptions {
  /** Largest message accepted, bytes. */
  readonly maxMessageBytes: number;
}

/** gRPC status codes that get a meaning of their own; all others are failures. */
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** A gRPC connection that lives only while somebody uses it. */
interface Connection {
  readonly client: Client;
  users: number;
}

/**
 * gRPC over a unix socket.
 *
 * Calls that overlap share a connection, which is closed as soon as the last of them ends: Deno aborts the process when
 * a server sends GOAWAY to a session without an open stream, and servers do so when they are stopped.
 */
export class GrpcChannel implements Disposable {
  readonly path: string;
  readonly #options: GrpcChannelOptions;
  #connection: Connection | undefined;
  readonly #closed = new AbortController();

  constructor(path: string, options: GrpcChannelOptions) {
    this.path = path;
    this.#options = options;
  }

  /**
   * Keeps one connection for all calls made within `work`.
   *
   * @throws RuntimeError
   */
  async burst<T>(work: (burst: GrpcBurst) => Promise<T>): Promise<T> {
    const connection = await this.#open();
    connection.users++;
    try {
      return await work(new GrpcBurst(this.path, connection.client, this.#closed.signal));
    } catch (error) {
      // A channel that lost its server waits before it connects again; a new one does not.
      if (error instanceof RuntimeError && error.connectionLost) this.#drop(connection);
      throw error;
    } finally {
      connection.users--;
      if (connection.users === 0) {
        this.#drop(connection);
        connection.client.close();
      }
    }
  }

  /** Ends every call under way with an "aborted" error. */
  [Symbol.dispose](): void {
    this.#closed.abort();
  }

  async #open(): Promise<Connection> {
    if (this.#connection !== undefined) return this.#connection;
    if (this.#closed.signal.aborted) {
      throw new RuntimeError("aborted", this.path, "the client is closed");
    }
    // Loaded on first use: it takes as long as all the rest of the program's start.
    const { Client, credentials } = await import("@grpc/grpc-js");
    // Somebody else may have opened one while the module was being loaded.
    if (this.#connection !== undefined) return this.#connection;
    const client = new Client(`unix:${this.path}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": this.#options.maxMessageBytes,
      // Failed connections are dropped, not waited for; without this a timer would outlive them by a second.
      "grpc.initial_reconnect_backoff_ms": 1,
      "grpc.max_reconnect_backoff_ms": 100,
      "grpc.use_local_subchannel_pool": 1,
      "grpc.enable_retries": 0,
      "grpc.enable_channelz": 0,
      "grpc.service_config_disable_resolution": 1,
      "grpc.enable_http_proxy": 0,
    });
    this.#connection = { client, users: 0 };
    return this.#connection;
  }

  #drop(connection: Connection): void {
    if (this.#connection === connection) this.#connection = undefined;
  }
}

/** Calls over one connection. */
export class GrpcBurst {
  readonly #path: string;
  readonly #client: Client;
  readonly #closed: AbortSignal;

  constructor(path: string, client: Client, closed: AbortSignal) {
    this.#path = path;
    this.#client = client;
    this.#closed = closed;
  }

  /**
   * One request, one response.
   *
   * @throws RuntimeError
   */
  async unary<Request, Response>(
    method: GrpcMethod<Request, Response>,
    packageName: string,
    request: Request,
    options: CallOptions,
  ): Promise<Response> {
    const signals = this.#signals(options);
    if (signals.some((signal) => signal.aborted)) throw this.#aborted();
    try {
      return await this.#call(method, packageName, request, options.timeoutMs, signals);
    } catch (error) {
      if (signals.some((signal) => signal.aborted)) throw await this.#endedByCaller();
      throw await this.#explain(error, method.name, options.timeoutMs);
    }
  }

  /**
   * One request, many responses, until the server or the reader has enough.
   *
   * @throws RuntimeError
   */
  async *serverStream<Request, Response>(
    method: GrpcMethod<Request, Response>,
    packageName: string,
    request: Request,
    options: StreamOptions,
  ): AsyncGenerator<Response> {
    const signals = this.#signals(options);
    if (signals.some((signal) => signal.aborted)) throw this.#aborted();
    const call: ClientReadableStream<Response> = this.#client.makeServerStreamRequest(
      `/${packageName}.${method.name}`,
      (message: Request) => bufferOf(method.request.encode(message).finish()),
      (bytes) => method.response.decode(bytes),
      request,
      options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs },
    );
    const cancel = () => call.cancel();
    for (const signal of signals) signal.addEventListener("abort", cancel, { once: true });
    try {
      yield* call;
    } catch (error) {
      if (signals.some((signal) => signal.aborted)) throw await this.#endedByCaller();
      throw await this.#explain(error, method.name, options.timeoutMs ?? 0);
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", cancel);
      call.cancel();
    }
  }

  #call<Request, Response>(
    method: GrpcMethod<Request, Response>,
    packageName: string,
    request: Request,
    timeoutMs: number,
    signals: readonly AbortSignal[],
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      let call: ClientUnaryCall | undefined = undefined;
      const cancel = () => call?.cancel();
      for (const signal of signals) signal.addEventListener("abort", cancel, { once: true });
      call = this.#client.makeUnaryRequest(
        `/${packageName}.${method.name}`,
        (message: Request) => bufferOf(method.request.encode(message).finish()),
        (bytes) => method.response.decode(bytes),
        request,
        { deadline: Date.now() + timeoutMs },
        (error, response) => {
          for (const signal of signals) signal.removeEventListener("abort", cancel);
          if (error !== null) reject(error);
          else if (response === undefined) reject(new TypeError("empty response"));
          else resolve(response);
        },
      );
    });
  }

  #signals(options: StreamOptions): readonly AbortSignal[] {
    return options.signal === undefined ? [this.#closed] : [this.#closed, options.signal];
  }

  async #endedByCaller(): Promise<RuntimeError> {
    // grpc-js opens a connection that nobody closes where a channel is closed in the turn its first call was made.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#aborted();
  }

  #aborted(): RuntimeError {
    return new RuntimeError("aborted", this.#path, "the caller gave up");
  }

  async #explain(error: unknown, method: string, timeoutMs: number): Promise<RuntimeError> {
    const path = this.#path;
    const cause = { cause: error };
    if (!isServiceError(error)) {
      const text = error instanceof Error ? error.message : String(error);
      return new RuntimeError("protocol", path, text, cause);
    }
    const broken = () =>
      new RuntimeError("unreachable", path, `the connection broke (${error.details})`, cause);
    switch (error.code) {
      case DEADLINE_EXCEEDED:
        return new RuntimeError("timeout", path, `no answer in ${formatMs(timeoutMs)}`, cause);
      case UNAVAILABLE:
        return await diagnoseSocket(path) ?? noHandshake(path, error) ?? broken();
      case UNIMPLEMENTED:
        return new RuntimeError("unimplemented", path, `it does not serve ${method}`, cause);
      case RESOURCE_EXHAUSTED:
        return new RuntimeError("too-large", path, error.details, cause);
      case INTERNAL:
        if (/^(?:Received RST_STREAM|Failed to start HTTP)/.test(error.details)) return broken();
        return new RuntimeError("protocol", path, error.details, cause);
      case PERMISSION_DENIED:
        return new RuntimeError("permission", path, error.details, cause);
      case CANCELLED:
        return new RuntimeError(
          "unreachable",
          path,
          `the call was cut off (${error.details})`,
          cause,
        );
      default:
        return new RuntimeError("failed", path, error.details, cause);
    }
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error;
}

/** The error for a server that accepts connections and does nothing else that gRPC knows. */
function noHandshake(path: string, error: ServiceError): RuntimeError | undefined {
  const why = /^No connection established\. Last error: (.*) \(\d{4}-/.exec(error.details)?.[1];
  return why === undefined
    ? undefined
    : new RuntimeError("protocol", path, `it does not speak gRPC (${why})`, { cause: error });
}

/** grpc-js wants Node's Buffer; with it the bytes are not copied. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
