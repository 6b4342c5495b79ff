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

/** A method by its name without the package, and its codecs. */
export function grpcMethod<Request, Response>(
  name: string,
  request: Codec<unknown, Request>,
  response: Codec<Response, never>,
): GrpcMethod<Request, Response> {
  return { name, request, response };
}
