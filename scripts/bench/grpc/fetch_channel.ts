import type { CallOptions } from "#runtime/wire/grpc_channel.ts";
import type { GrpcMethod } from "#runtime/wire/grpc_method.ts";
import { TimedCall } from "#runtime/wire/timed_call.ts";

const HEADER_BYTES = 5;

/**
 * What critter 0.1 spoke gRPC with, for comparison: Deno's fetch, with frames and signals of its own. It sees no status
 * behind messages.
 */
export class FetchChannel implements Disposable {
  readonly #client: Deno.HttpClient;
  readonly #maxMessageBytes: number;
  readonly #closed = new AbortController();

  constructor(path: string, { maxMessageBytes }: { readonly maxMessageBytes: number }) {
    this.#maxMessageBytes = maxMessageBytes;
    const proxy = { transport: "unix", path } as const;
    this.#client = Deno.createHttpClient({ proxy, http1: false, http2: true });
  }

  /** One request, one response. */
  async unary<Request, Response>(
    method: GrpcMethod<Request, Response>,
    packageName: string,
    request: Request,
    options: CallOptions,
  ): Promise<Response> {
    const responses: Response[] = [];
    for await (const response of this.#stream(method, packageName, request, options)) {
      if (responses.push(response) > 1) break;
    }
    const [response] = responses;
    if (response !== undefined && responses.length === 1) return response;
    throw new Error(`${responses.length} answers`);
  }

  async *#stream<Request, Response>(
    method: GrpcMethod<Request, Response>,
    packageName: string,
    request: Request,
    { timeoutMs, signal, headers }: CallOptions,
  ): AsyncGenerator<Response> {
    using call = new TimedCall(timeoutMs, [this.#closed.signal, signal]);
    try {
      const response = await fetch(`http://192.0.2.1/${packageName}.${method.name}`, {
        client: this.#client,
        method: "POST",
        headers: { "content-type": "application/grpc", te: "trailers", ...headers },
        body: framed(method.request.encode(request).finish()),
        signal: call.signal,
      });
      const status = response.headers.get("grpc-status") ?? "0";
      if (status !== "0") throw new Error(`status ${status}`);
      const body = response.body ?? new ReadableStream({ start: (c) => c.close() });
      for await (const message of messages(body, this.#maxMessageBytes)) {
        yield method.response.decode(message);
      }
    } finally {
      call.end();
    }
  }

  [Symbol.dispose](): void {
    this.#closed.abort();
    this.#client.close();
  }
}

function framed(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, HEADER_BYTES);
  return frame;
}

async function* messages(
  body: ReadableStream<Uint8Array>,
  maxMessageBytes: number,
): AsyncGenerator<Uint8Array> {
  const header = new Uint8Array(HEADER_BYTES);
  let headerBytes = 0;
  let message = new Uint8Array(0);
  let messageBytes = 0;
  for await (const chunk of body) {
    let offset = 0;
    while (offset < chunk.length) {
      if (headerBytes < HEADER_BYTES) {
        const part = chunk.subarray(offset, offset + HEADER_BYTES - headerBytes);
        header.set(part, headerBytes);
        headerBytes += part.length;
        offset += part.length;
        if (headerBytes < HEADER_BYTES) break;
        const length = new DataView(header.buffer).getUint32(1);
        if (header[0] !== 0 || length > maxMessageBytes) throw new RangeError(`${length} bytes`);
        message = new Uint8Array(length);
        messageBytes = 0;
      }
      const part = chunk.subarray(offset, offset + message.length - messageBytes);
      message.set(part, messageBytes);
      messageBytes += part.length;
      offset += part.length;
      if (messageBytes < message.length) break;
      headerBytes = 0;
      yield message;
      message = new Uint8Array(0);
    }
  }
}
