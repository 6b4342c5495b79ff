import assert from "assert";
import { FakeEngine } from "#tests/fakes/fake_engine.ts";
import { type GrpcReply, GrpcWireServer } from "#tests/fakes/grpc_wire.ts";
import { CRI_PACKAGES, VERSION } from "../cri/methods.ts";
import { runtime } from "../proto/cri.ts";
import { GrpcChannel } from "./grpc_channel.ts";
import { RuntimeError } from "../runtime_error.ts";

const { VersionResponse } = runtime.v1;

async function withServer(
  reply: (version: Uint8Array) => GrpcReply,
  work: (ask: () => Promise<string>, server: GrpcWireServer) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/grpc.sock`;
  const version = VersionResponse.encode({ runtimeName: "wire" }).finish();
  const server = await GrpcWireServer.listen(path, () => Promise.resolve(reply(version)));
  try {
    using channel = new GrpcChannel(path, { maxMessageBytes: 1024 });
    const ask = async () => {
      const { runtimeName } = await channel.unary(VERSION, CRI_PACKAGES[0], {}, {
        timeoutMs: 5000,
      });
      return runtimeName;
    };
    await work(ask, server);
  } finally {
    await server.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("GrpcChannel.unary() reads answers to their end: a server hangs up on clients that reset many", () =>
  withServer((version) => ({ messages: [version], statusDelayMs: 5 }), async (ask, server) => {
    for (let i = 0; i < 20; i++) assert.equal(await ask(), "wire");
    assert.equal(server.resets, 0);
  }));

for (
  const [words, count] of [["no answer", 0], ["several answers", 3]] as const
) {
  Deno.test(`GrpcChannel.unary() refuses ${words}`, () =>
    withServer(
      (version) => ({ messages: Array.from({ length: count }, () => version) }),
      (ask) =>
        assert.rejects(ask(), (error) => {
          assert(error instanceof RuntimeError);
          assert.equal(error.reason, `it gave ${words} to RuntimeService/Version`);
          return true;
        }),
    ));
}

Deno.test("GrpcChannel.unary() says what a server of HTTP/2 that is none of gRPC answered", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/http.sock`;
  try {
    await using _engine = new FakeEngine(path, {});
    using channel = new GrpcChannel(path, { maxMessageBytes: 1024 });
    const asked = channel.unary(VERSION, CRI_PACKAGES[0], {}, { timeoutMs: 5000 });
    await assert.rejects(asked, /it does not speak gRPC \(it answered with the HTTP status 404\)/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
