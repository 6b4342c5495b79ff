import { CRI_PACKAGES, VERSION } from "#runtime/cri/methods.ts";
import { runtime } from "#runtime/proto/cri.ts";
import { GrpcChannel } from "#runtime/wire/grpc_channel.ts";
import { Http2Peer, type PeerConnection } from "./http2_peer.ts";

/** What a test has of a client of a scripted server. */
export interface PeerScene {
  readonly channel: GrpcChannel;
  readonly peer: Http2Peer;
  /** Calls Version; the runtime's name in the answer. */
  ask(options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<string>;
  /** Calls Version as if it had many answers. */
  stream(signal?: AbortSignal): AsyncGenerator<string>;
}

/** An answer to Version that {@linkcode PeerScene.ask} tells. */
export function version(runtimeName: string): Uint8Array {
  return runtime.v1.VersionResponse.encode({ runtimeName }).finish();
}

/** A client of a server that does with each connection what a test says. */
export async function withPeer(
  serve: (peer: PeerConnection, index: number) => Promise<void>,
  work: (scene: PeerScene) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/peer.sock`;
  try {
    await using peer = new Http2Peer(path, serve);
    using channel = new GrpcChannel(path, { maxMessageBytes: 4 * 1024 * 1024 });
    const [packageName] = CRI_PACKAGES;
    await work({
      channel,
      peer,
      async ask({ timeoutMs = 5_000, signal } = {}) {
        const call = { timeoutMs, signal };
        return (await channel.unary(VERSION, packageName, {}, call)).runtimeName;
      },
      async *stream(signal) {
        for await (const answer of channel.serverStream(VERSION, packageName, {}, { signal })) {
          yield answer.runtimeName;
        }
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
