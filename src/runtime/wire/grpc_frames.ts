/** How a call ended. */
export interface GrpcStatus {
  readonly code: number;
  readonly message: string;
}

/** A compressed flag and a 32-bit length stand before every message. */
const HEADER_BYTES = 5;

/** Puts a message into a gRPC frame. */
export function frameMessage(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, HEADER_BYTES);
  return frame;
}

/**
 * The messages of a response's body.
 *
 * @throws RangeError when a message is larger than allowed; TypeError when the body is no sequence of whole frames.
 */
export async function* readFrames(
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
        message = new Uint8Array(messageLength(header, maxMessageBytes));
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
  if (headerBytes > 0) throw new TypeError("the answer was cut off");
}

function messageLength(header: Uint8Array, maxMessageBytes: number): number {
  if (header[0] !== 0) throw new TypeError("compressed frame that was not asked for");
  const length = new DataView(header.buffer).getUint32(1);
  if (length > maxMessageBytes) {
    throw new RangeError(`a message of ${length} bytes, beyond ${maxMessageBytes}`);
  }
  return length;
}

/** The status among a response's headers; undefined where it will come behind the messages. */
export function statusOf(response: Response): GrpcStatus | undefined {
  const code = response.headers.get("grpc-status");
  if (code !== null) {
    return { code: Number(code), message: decodeMessage(response.headers.get("grpc-message")) };
  }
  if (response.status === 200) return undefined;
  throw new TypeError(`frame of HTTP status ${response.status} instead of gRPC`);
}

/** gRPC escapes bytes with percent signs; whatever is not well escaped is taken as it is. */
function decodeMessage(message: string | null): string {
  try {
    return decodeURIComponent(message ?? "");
  } catch {
    return message ?? "";
  }
}
