import { formatMs, RuntimeError } from "./runtime_error.ts";
import { diagnoseSocket } from "./socket_error.ts";
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

/** JSON over HTTP over a unix socket, as Docker and Podman speak it. */
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
    const { timeoutMs, signal } = options;
    const stop = new AbortController();
    const end = () => stop.abort();
    const signals = [this.#closed.signal, ...signal === undefined ? [] : [signal]];
    if (signals.some((signal) => signal.aborted)) throw this.#aborted();
    for (const signal of signals) signal.addEventListener("abort", end, { once: true });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, timeoutMs);
    try {
      return await this.#fetch(target, stop.signal);
    } catch (error) {
      if (signals.some((signal) => signal.aborted)) throw this.#aborted();
      if (late) {
        const reason = `no answer in ${formatMs(timeoutMs)}`;
        throw new RuntimeError("timeout", this.endpoint, reason, { cause: error });
      }
      throw await this.#explain(error);
    } finally {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", end);
    }
  }

  /** Ends every request under way. */
  [Symbol.dispose](): void {
    this.#closed.abort();
    this.#client?.close();
    this.#client = undefined;
  }

  async #fetch(target: string, signal: AbortSignal): Promise<unknown> {
    this.#client ??= createUnixHttpClient(this.#path, "1.1");
    const response = await fetch(`${UNIX_HTTP_ORIGIN}${target}`, { client: this.#client, signal });
    const body = await this.#read(response);
    if (!response.ok) throw this.#refusal(response.status, body);
    return JSON.parse(body);
  }

  async #read(response: Response): Promise<string> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
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
