/** A small CRI client for tests: makes, starts, stops and removes pods on a real runtime. */
import * as grpc from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { sleep } from "./exec.ts";
import source from "./cri.proto" with { type: "text" };

const PACKAGE = "/runtime.v1.";
const BACKOFF_MS = 10;
const OPTIONS = {
  "grpc.initial_reconnect_backoff_ms": BACKOFF_MS,
  "grpc.max_reconnect_backoff_ms": BACKOFF_MS,
  "grpc.use_local_subchannel_pool": 1,
};
const root = protobuf.parse(source, { keepCase: true }).root;

/** Makes one CRI call over a channel of its own; throws grpc.ServiceError. */
export async function criCall<Response>(
  socket: string,
  method: string,
  request: Record<string, unknown>,
  deadlineMs = 30_000,
): Promise<Response> {
  const input = root.lookupType(`runtime.v1.${method}Request`);
  const output = root.lookupType(`runtime.v1.${method}Response`);
  (await Deno.connect({ transport: "unix", path: socket })).close();
  const client = new grpc.Client(`unix:${socket}`, grpc.credentials.createInsecure(), OPTIONS);
  try {
    return await new Promise<Response>((resolve, reject) =>
      client.makeUnaryRequest(
        `${PACKAGE}${method.startsWith("Image") ? "ImageService" : "RuntimeService"}/${method}`,
        (value: Record<string, unknown>) =>
          Buffer.from(input.encode(input.fromObject(value)).finish()),
        (bytes) =>
          output.toObject(output.decode(bytes), { longs: String, defaults: true }) as Response,
        request,
        new grpc.Metadata(),
        { deadline: Date.now() + deadlineMs },
        (error, value) => {
          if (error !== null) reject(error);
          else if (value === undefined) reject(new Error(`Cannot read the answer to ${method}`));
          else resolve(value);
        },
      )
    );
  } catch (error) {
    // a broken connection leaves grpc-js with a back-off timer that outlives the channel
    await sleep(3 * BACKOFF_MS);
    throw error;
  } finally {
    client.close();
  }
}
