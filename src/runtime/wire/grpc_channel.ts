import type { grpc } from "./grpc_client.ts";
import { GrpcFailures } from "./grpc_failures.ts";
import type { GrpcMethod } from "./grpc_method.ts";
import type { RuntimeError } from "../runtime_error.ts";

/** How one call is made. */
export interface CallOptions {
  /** Milliseconds until the call is given up. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a call with many responses is made. */
export interface StreamOptions extends Partial<CallOptions> {
  /** Told when the server has accepted the call, which may be long before the first message. */
  readonly opened?: () => void;
}

/** Limits of a channel. */
export interface GrpcChannelOptions {
  /** Largest message accepted, bytes. */
  readonly maxMessageBytes: number;
  /** What the socket is called in errors, where that is not its path. */
  readonly endpoint?: string | undefined;
}

type Library = typeof import("./grpc_client.ts");

/** gRPC over a unix socket: grpc-js's client, with promises and signals. */
export class GrpcChannel implements Disposable {
  /** What the socket is called in errors. */
  readonly endpoint: string;
  readonly #path: string;
  readonly #maxMessageBytes: number;
  readonly #failures: GrpcFailures;
  readonly #closed = new AbortController();
  #client: grpc.Client | undefined;
  #library: Library | undefined;

  constructor(path: string, options: GrpcChannelOptions) {
    this.#path = path;
    this.endpoint = options.endpoint ?? path;
    this.#maxMessageBytes = options.maxMessageBytes;
    this.#failures = new GrpcFailures(path, this.endpoint);
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
    const { timeoutMs, headers } = options;
    const { client, library } = await this.#open();
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    using call = new Cancelling([this.#closed.signal, options.signal]);
    if (call.isGivenUp) throw this.#failures.aborted();
    call.begin(client.makeUnaryRequest(
      `/${packageName}.${method.name}`,
      (bytes: Uint8Array) => bytes as never,
      (bytes) => bytes,
      method.request.encode(request).finish(),
      library.metadataOf(headers),
      { deadline: Date.now() + timeoutMs },
      (error, bytes) => error === null ? resolve(bytes ?? new Uint8Array()) : reject(error),
    ));
    let answer: Uint8Array;
    try {
      answer = await promise;
    } catch (error) {
      throw await this.#explain(error, method, call, timeoutMs);
    }
    return this.#decode(method, answer);
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
    const { timeoutMs, headers, opened } = options;
    const { client, library } = await this.#open();
    using call = new Cancelling([this.#closed.signal, options.signal]);
    if (call.isGivenUp) throw this.#failures.aborted();
    const stream = client.makeServerStreamRequest<Uint8Array, Uint8Array>(
      `/${packageName}.${method.name}`,
      (bytes) => bytes as never,
      (bytes) => bytes,
      method.request.encode(request).finish(),
      library.metadataOf(headers),
      timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs },
    );
    call.begin(stream);
    if (opened !== undefined) stream.on("metadata", opened);
    // Also where nobody reads any more.
    stream.on("error", () => {});
    try {
      for await (const bytes of stream) yield this.#decode(method, bytes);
    } catch (error) {
      throw await this.#explain(error, method, call, timeoutMs);
    } finally {
      // Where the reader has enough.
      stream.cancel();
    }
    // A signal that comes between the last message and the end must not make a part look whole.
    if (call.isGivenUp) throw this.#failures.aborted();
  }

  /** Ends every call under way with an "aborted" error. */
  [Symbol.dispose](): void {
    this.#closed.abort();
    this.#client?.close();
    this.#client = undefined;
  }

  async #open(): Promise<{ client: grpc.Client; library: Library }> {
    const library = this.#library ??= await import("./grpc_client.ts");
    if (this.#closed.signal.aborted) throw this.#failures.aborted();
    const client = this.#client ??= library.createGrpcClient(this.#path, this.#maxMessageBytes);
    return { client, library };
  }

  #decode<Response>(method: GrpcMethod<never, Response>, bytes: Uint8Array): Response {
    try {
      return method.response.decode(bytes);
    } catch (error) {
      throw this.#failures.undecodable(method.name, error);
    }
  }

  async #explain(
    error: unknown,
    method: { readonly name: string },
    call: Cancelling,
    timeoutMs: number | undefined,
  ): Promise<RuntimeError> {
    if (call.isGivenUp) return this.#failures.aborted();
    const cause = error instanceof Error && "metadata" in error
      ? this.#library?.causeOf(error as grpc.ServiceError)
      : undefined;
    return await this.#failures.explain(error, cause, method.name, timeoutMs);
  }
}

/** A call that ends with any of some signals. */
class Cancelling implements Disposable {
  readonly #signals: readonly AbortSignal[];
  readonly #cancel = () => this.#call?.cancel();
  #call: { cancel(): void } | undefined;

  constructor(signals: readonly (AbortSignal | undefined)[]) {
    this.#signals = signals.filter((signal) => signal !== undefined);
  }

  get isGivenUp(): boolean {
    return this.#signals.some(({ aborted }) => aborted);
  }

  begin(call: { cancel(): void }): void {
    this.#call = call;
    for (const signal of this.#signals) signal.addEventListener("abort", this.#cancel);
  }

  [Symbol.dispose](): void {
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#cancel);
  }
}
