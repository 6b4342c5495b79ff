import { TimedCall } from "./timed_call.ts";
import { formatMs, RuntimeError } from "../runtime_error.ts";
import { diagnoseSocket } from "./socket_error.ts";
import { beforeAbort, chunksOf } from "./abort.ts";
import { createUnixHttpClient, UNIX_HTTP_ORIGIN } from "./unix_http.ts";

/** How one request is made. */
export interface RequestOptions {
  /** Milliseconds until the request is given up. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Limits of a channel. */
export interface HttpChannelOptions {
  /** Largest answer accepted, bytes. */
  readonly maxBytes: number;
  /** What the socket is called in errors, where that is not its path. */
  readonly endpoint?: string | undefined;
}

/** JSON and streams over HTTP over a unix socket, as Docker and Podman speak it. */
export class HttpChannel implements Disposable {
  /** What the socket is called in errors. */
  readonly endpoint: string;
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #closed = new AbortController();
  #client: Deno.HttpClient | undefined;

  constructor(path: string, options: HttpChannelOptions) {
    this.#path = path;
    this.endpoint = options.endpoint ?? path;
    this.#maxBytes = options.maxBytes;
  }

  /**
   * The JSON value at a path.
   *
   * @throws RuntimeError of kind "not-found" for status 404, "failed" for other errors of the server's own.
   */
  async get(target: string, options: RequestOptions): Promise<unknown> {
    return await this.#call(options, async (call) => {
      const response = await this.#fetch(target, call.signal);
      return JSON.parse(await this.#read(response, call.signal));
    });
  }

  /**
   * The headers of the answer at a path, whatever its status.
   *
   * @throws RuntimeError
   */
  async headers(target: string, options: RequestOptions): Promise<Headers> {
    return await this.#call(options, async (call) => {
      const { headers, body } = await this.#send(target, call.signal);
      await body?.cancel();
      return headers;
    });
  }

  /**
   * The bytes at a path as they come, until the server ends them or the signal does; the time limit is for the first
   * sign of an answer.
   *
   * @throws RuntimeError as {@linkcode get} does.
   */
  async *stream(target: string, options: RequestOptions): AsyncGenerator<Uint8Array> {
    using call = this.#begin(options);
    try {
      const response = await this.#fetch(target, call.signal);
      call.lift();
      yield* chunksOf(response.body, call.signal);
    } catch (error) {
      throw await this.#failure(error, call, options.timeoutMs);
    }
  }

  /** Ends every request under way. */
  [Symbol.dispose](): void {
    this.#closed.abort();
    this.#client?.close();
    this.#client = undefined;
  }

  async #call<T>(options: RequestOptions, work: (call: TimedCall) => Promise<T>): Promise<T> {
    using call = this.#begin(options);
    try {
      return await work(call);
    } catch (error) {
      throw await this.#failure(error, call, options.timeoutMs);
    }
  }

  #begin({ timeoutMs, signal }: RequestOptions): TimedCall {
    const call = new TimedCall(timeoutMs, [this.#closed.signal, signal]);
    if (!call.givenUp) return call;
    call[Symbol.dispose]();
    throw this.#aborted();
  }

  async #failure(error: unknown, call: TimedCall, timeoutMs: number): Promise<RuntimeError> {
    if (call.givenUp) return this.#aborted();
    if (!call.late) return await this.#explain(error);
    const reason = `no answer in ${formatMs(timeoutMs)}`;
    return new RuntimeError("timeout", this.endpoint, reason, { cause: error });
  }

  /** An answer that is no refusal. */
  async #fetch(target: string, signal: AbortSignal): Promise<Response> {
    const response = await this.#send(target, signal);
    if (!response.ok) throw this.#refusal(response.status, await this.#read(response, signal));
    return response;
  }

  async #send(target: string, signal: AbortSignal): Promise<Response> {
    this.#client ??= createUnixHttpClient(this.#path);
    const response = fetch(`${UNIX_HTTP_ORIGIN}${target}`, { client: this.#client, signal });
    return await beforeAbort(response, signal);
  }

  async #read(response: Response, signal: AbortSignal): Promise<string> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for await (const chunk of chunksOf(response.body, signal)) {
      bytes += chunk.length;
      if (bytes > this.#maxBytes) {
        const reason = `an answer of more than ${this.#maxBytes} bytes`;
        throw new RuntimeError("too-large", this.endpoint, reason);
      }
      chunks.push(chunk);
    }
    return await new Blob(chunks).text();
  }

  /** Docker explains itself in {"message":"…"}. */
  #refusal(status: number, body: string): RuntimeError {
    const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ??
      `HTTP status ${status}`;
    return new RuntimeError(status === 404 ? "not-found" : "failed", this.endpoint, message);
  }

  #aborted(): RuntimeError {
    return new RuntimeError("aborted", this.endpoint, "the caller gave up");
  }

  async #explain(error: unknown): Promise<RuntimeError> {
    if (error instanceof RuntimeError) return error;
    const path = this.endpoint;
    const cause = { cause: error };
    if (error instanceof SyntaxError) {
      return new RuntimeError("protocol", path, "its answer is no JSON", cause);
    }
    const unreachable = await diagnoseSocket(this.#path, path);
    if (unreachable !== undefined) return unreachable;
    const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const text = why instanceof Error ? why.message : String(why);
    return /invalid HTTP|parse|version/i.test(text)
      ? new RuntimeError("protocol", path, `it does not speak HTTP (${text})`, cause)
      : new RuntimeError("unreachable", path, `the connection broke (${text})`, cause);
  }
}
