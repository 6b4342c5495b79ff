import { frameMessage, type GrpcStatus, readFrames, statusOf } from "./grpc_frames.ts";
import { formatMs, RuntimeError, type RuntimeErrorKind } from "../runtime_error.ts";
import { diagnoseSocket } from "./socket_error.ts";
import { TimedCall } from "./timed_call.ts";
import { createUnixHttpClient, UNIX_HTTP_ORIGIN } from "./unix_http.ts";

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

/** gRPC status codes that get a meaning of their own; all others are failures. */
const KINDS: Readonly<Record<number, RuntimeErrorKind>> = {
  4: "timeout",
  5: "not-found",
  7: "permission",
  8: "too-large",
  12: "unimplemented",
  14: "unreachable",
};

/**
 * gRPC over a unix socket, on Deno's own HTTP/2 client.
 *
 * Not over node:http2 (and so not over grpc-js): there a server's GOAWAY, as when it is stopped with grace, can abort
 * the whole process. fetch() has no such fault, needs a third of the time to start, and costs one thing: it hides
 * trailers, so that a status sent after messages is not seen. A call that fails without a message, as nearly all
 * failing calls do, has its status among the headers.
 */
export class GrpcChannel implements Disposable {
  /** What the socket is called in errors. */
  readonly endpoint: string;
  readonly #path: string;
  readonly #maxMessageBytes: number;
  readonly #closed = new AbortController();
  #client: Deno.HttpClient | undefined;

  constructor(path: string, options: GrpcChannelOptions) {
    this.#path = path;
    this.endpoint = options.endpoint ?? path;
    this.#maxMessageBytes = options.maxMessageBytes;
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
    for (let attempt = 1;; attempt++) {
      const responses: Response[] = [];
      try {
        // To its end: who leaves before resets the stream, and servers hang up on clients that reset many.
        for await (const response of this.serverStream(method, packageName, request, options)) {
          if (responses.push(response) > 1) break;
        }
      } catch (error) {
        if (attempt === 1 && wentAway(error)) continue;
        throw error;
      }
      const [response] = responses;
      if (response !== undefined && responses.length === 1) return response;
      const said = responses.length === 0 ? "no answer" : "several answers";
      throw new RuntimeError("failed", this.endpoint, `it gave ${said} to ${method.name}`);
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
    const { timeoutMs, signal } = options;
    using call = new TimedCall(timeoutMs, [this.#closed.signal, signal]);
    if (call.givenUp) throw this.#aborted();
    try {
      const body = await this.#post(`${packageName}.${method.name}`, {
        body: frameMessage(method.request.encode(request).finish()),
        headers: options.headers,
        signal: call.signal,
      });
      options.opened?.();
      for await (const frame of readFrames(body, this.#maxMessageBytes)) {
        yield method.response.decode(frame);
      }
    } catch (error) {
      if (call.givenUp) throw this.#aborted();
      if (call.late) throw this.#timeout(timeoutMs ?? 0, error);
      throw await this.#explain(error, method.name);
    } finally {
      // Where the reader has enough; nothing else is under way then.
      call.end();
    }
  }

  /** Ends every call under way with an "aborted" error. */
  [Symbol.dispose](): void {
    this.#closed.abort();
    this.#client?.close();
    this.#client = undefined;
  }

  async #post(
    method: string,
    call: {
      body: Uint8Array<ArrayBuffer>;
      headers: Readonly<Record<string, string>> | undefined;
      signal: AbortSignal;
    },
  ): Promise<ReadableStream<Uint8Array>> {
    this.#client ??= createUnixHttpClient(this.#path, "2");
    const response = await fetch(`${UNIX_HTTP_ORIGIN}/${method}`, {
      client: this.#client,
      method: "POST",
      headers: { "content-type": "application/grpc", te: "trailers", ...call.headers },
      body: call.body,
      signal: call.signal,
    });
    try {
      const status = statusOf(response);
      if (status !== undefined && status.code !== 0) throw new StatusError(status);
    } catch (error) {
      // Here and not by the signal: what Deno makes of it for the response may be collected before it is aborted.
      await response.body?.cancel();
      throw error;
    }
    return response.body ?? new ReadableStream({ start: (controller) => controller.close() });
  }

  #aborted(): RuntimeError {
    return new RuntimeError("aborted", this.endpoint, "the caller gave up");
  }

  #timeout(ms: number, cause: unknown): RuntimeError {
    return new RuntimeError("timeout", this.endpoint, `no answer in ${formatMs(ms)}`, { cause });
  }

  async #explain(error: unknown, method: string): Promise<RuntimeError> {
    const path = this.endpoint;
    const options = { cause: error };
    if (error instanceof StatusError) {
      const { code, message } = error.status;
      const kind = KINDS[code] ?? "failed";
      const reason = kind === "unimplemented" ? `it does not serve ${method}` : message;
      return new RuntimeError(kind, path, reason, options);
    }
    if (error instanceof RangeError) {
      return new RuntimeError("too-large", path, error.message, options);
    }
    const unreachable = await diagnoseSocket(this.#path, path);
    if (unreachable !== undefined) return unreachable;
    const text = causeOf(error);
    return /connection error detected|broken pipe|frame|PROTOCOL_ERROR|decod/i.test(text)
      ? new RuntimeError("protocol", path, `it does not speak gRPC (${text})`, options)
      : new RuntimeError("unreachable", path, `the connection broke (${text})`, options);
  }
}

/** The server answered with a status that is not OK. */
class StatusError extends Error {
  readonly status: GrpcStatus;

  constructor(status: GrpcStatus) {
    super(status.message);
    this.status = status;
  }
}

/** Whether the server had sent GOAWAY when the call was made: it has not seen the call, a new connection may serve it. */
function wentAway(error: unknown): boolean {
  return error instanceof RuntimeError && error.kind === "unreachable" &&
    /not a result of an error|connection closed/.test(error.reason);
}

/** fetch() says what happened in the cause of its error. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
