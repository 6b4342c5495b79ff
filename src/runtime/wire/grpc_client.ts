/** The one module that loads grpc-js, which takes its time: to be imported when a runtime is asked, not before. */
import * as grpc from "@grpc/grpc-js";
import { Http2Channel } from "../http2/grpc/channel.ts";
import { causeOf } from "../http2/grpc/response_status.ts";

export { causeOf };
export type { grpc };

/** grpc-js's client for a unix socket, over the HTTP/2 of ../http2/ instead of node:http2. */
export function createGrpcClient(path: string, maxMessageBytes: number): grpc.Client {
  return new grpc.Client(`unix:${path}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": maxMessageBytes,
    channelFactoryOverride: (target, _credentials, options) => new Http2Channel(target, options),
  });
}

/** Request headers as grpc-js takes them. */
export function metadataOf(headers: Readonly<Record<string, string>> = {}): grpc.Metadata {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}
