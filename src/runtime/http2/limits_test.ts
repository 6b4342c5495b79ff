import assert from "assert";
import { framed, type PeerConnection } from "#tests/fakes/http2_peer.ts";
import { version, withPeer } from "#tests/fakes/with_peer.ts";
import { CRI_PACKAGES, VERSION } from "../cri/methods.ts";
import { RuntimeError } from "../runtime_error.ts";
import { GrpcChannel } from "../wire/grpc_channel.ts";
import { frameOf } from "./frames/frame_writer.ts";
import { ERROR, FRAME, MAX_FRAME_BYTES } from "./protocol.ts";
import { STREAM_WINDOW } from "./connection/stream.ts";

const MIB = 1024 * 1024;
const LIMIT = 4 * MIB;

/** Sends data until the window is used up, and as much more as the client gives; bytes sent until it gives no more. */
async function sendAll(peer: PeerConnection, id: number, bytes: Uint8Array): Promise<number> {
  let [sent, window] = [0, STREAM_WINDOW];
  while (sent < bytes.length) {
    while (sent < bytes.length && window > 0) {
      const part = bytes.subarray(sent, sent + Math.min(MAX_FRAME_BYTES, window));
      await peer.frame(FRAME.data, 0, id, part);
      sent += part.length;
      window -= part.length;
    }
    if (sent === bytes.length) break;
    const frame = await peer.next();
    if (frame === undefined || frame.type === FRAME.rstStream) break;
    if (frame.type !== FRAME.windowUpdate || frame.id !== id) continue;
    window += new DataView(frame.payload.buffer).getUint32(0);
  }
  return sent;
}

Deno.test("a message as large as is allowed is read, one byte more is refused before it comes", () =>
  withPeer(async (peer) => {
    await peer.greet();
    // A field with a length of four bytes before it.
    const answer = version("x".repeat(LIMIT - 5));
    assert.equal(answer.length, LIMIT);
    const id = await peer.request();
    await peer.headers(id);
    assert.equal(await sendAll(peer, id, framed(answer)), LIMIT + 5);
    await peer.trailers(id);
    const large = await peer.request();
    await peer.headers(large);
    await peer.frame(FRAME.data, 0, large, Uint8Array.of(0, 0, 0x40, 0, 1));
  }, async ({ ask }) => {
    assert.equal((await ask()).length, LIMIT - 5);
    await assert.rejects(ask(), {
      kind: "too-large",
      reason: `a message of ${LIMIT + 1} bytes, beyond ${LIMIT}`,
    });
  }));

Deno.test("what nobody reads is not sent: the server's window stays closed until somebody does", () => {
  const message = framed(version("x".repeat(100_000)));
  const all = new Uint8Array(100 * message.length);
  for (let i = 0; i < 100; i++) all.set(message, i * message.length);
  const stuck = Promise.withResolvers<void>();
  let sent = 0;
  return withPeer(async (peer) => {
    await peer.greet();
    const id = await peer.request();
    await peer.headers(id);
    const sending = sendAll(peer, id, all).then((bytes) => sent = bytes);
    // Another call goes on beside it.
    await peer.answer(await peer.request().catch(() => 3), version("beside"));
    stuck.resolve();
    await sending;
    await peer.trailers(id);
  }, async ({ ask, stream }) => {
    const messages = stream();
    assert.equal((await messages.next()).value?.length, 100_000);
    assert.equal(await ask().catch(String), "beside");
    await stuck.promise;
    assert.equal(sent, 0);
    let count = 1;
    for await (const _ of messages) count++;
    assert.equal(count, 100);
    assert.equal(sent, all.length);
  });
});

Deno.test("a server that sends more than its window is told so", () =>
  withPeer(async (peer) => {
    await peer.greet();
    const id = await peer.request();
    await peer.headers(id);
    // Twenty messages are taken before they are asked for, at most.
    for (let i = 0; i < 40; i++) {
      for (let at = 0; at < 6; at++) {
        const part = framed(version("x".repeat(90_000))).subarray(at * 16_000, (at + 1) * 16_000);
        await peer.frame(FRAME.data, 0, id, part);
      }
    }
    const { payload } = await peer.nextOf(FRAME.rstStream);
    assert.equal(payload[3], ERROR.flowControl);
  }, async ({ stream }) => {
    const messages = stream();
    await messages.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await assert.rejects(async () => {
      for await (const _ of messages);
    }, /it sent more data than it may/);
  }));

Deno.test("a message that is only announced takes no memory", () =>
  withPeer(async (peer) => {
    await peer.greet();
    for (let i = 0; i < 60; i++) {
      const id = await peer.request();
      await peer.headers(id);
      await peer.frame(FRAME.data, 0, id, Uint8Array.of(0, 0, 0x40, 0, 0, 1));
    }
  }, async ({ ask }) => {
    // what this isolate holds beside its heap: untouched bytes count too, other tests' do not
    const before = Deno.memoryUsage().external;
    const calls = Array.from({ length: 60 }, () => ask({ timeoutMs: 300 }).catch(String));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const grown = Deno.memoryUsage().external - before;
    for (const said of await Promise.all(calls)) assert.match(said, /no answer in 300 ms/);
    assert(grown < 20 * MIB, `${(grown / MIB).toFixed()} MiB for 240 MiB announced`);
  }));

Deno.test("a server that asks and never reads the answers is left", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/peer.sock`;
  using listener = Deno.listen({ transport: "unix", path });
  using channel = new GrpcChannel(path, { maxMessageBytes: LIMIT });
  const call = channel.unary(VERSION, CRI_PACKAGES[0], {}, { timeoutMs: 20_000 });
  const refused = assert.rejects(call, /it does not read what it is sent/);
  using socket = await listener.accept();
  await socket.write(frameOf(FRAME.settings, 0, 0));
  const ping = frameOf(FRAME.ping, 0, 0, new Uint8Array(8));
  const pings = new Uint8Array(4_000 * ping.length);
  for (let at = 0; at < pings.length; at += ping.length) pings.set(ping, at);
  await assert.rejects(async () => {
    for (let at = 0;; at %= pings.length) at += await socket.write(pings.subarray(at));
  }, Deno.errors.BrokenPipe);
  await refused;
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a server that drips its answer is left at the deadline, one that waits for ever too", async () => {
  const stop = new AbortController();
  await withPeer(async (peer) => {
    await peer.greet();
    const id = await peer.request();
    await peer.headers(id);
    for (const byte of framed(version("x".repeat(5_000)))) {
      if (stop.signal.aborted) return;
      await peer.frame(FRAME.data, 0, id, Uint8Array.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, async ({ ask }) => {
    const start = performance.now();
    const calls = [ask({ timeoutMs: 300 }), ask({ timeoutMs: 300 })];
    for (const call of await Promise.allSettled(calls)) {
      assert(call.status === "rejected" && call.reason instanceof RuntimeError);
      assert.equal(call.reason.reason, "no answer in 300 ms");
    }
    assert(performance.now() - start < 1_000);
    stop.abort();
  });
});

Deno.test("a connection on which many streams were reset, by either side, is left for a new one", async () => {
  for (const isServer of [true, false]) {
    await withPeer(async (peer) => {
      await peer.greet();
      for (;;) {
        const frame = await peer.next();
        if (frame === undefined) return;
        if (frame.type !== FRAME.data) continue;
        if (isServer) await peer.number(FRAME.rstStream, frame.id, ERROR.cancel);
      }
    }, async ({ ask, peer }) => {
      const { signal } = new AbortController();
      for (let i = 0; i < 150; i++) {
        await assert.rejects(ask({ timeoutMs: isServer ? 5_000 : 1, signal }), RuntimeError);
      }
      assert.equal(peer.connections, 2);
    });
  }
});

Deno.test("a channel that is disposed of ends all its calls, those that wait to connect too", () =>
  withPeer(async (peer) => {
    await peer.greet();
    await peer.request();
  }, async ({ ask, stream, channel }) => {
    const calls = [ask(), Array.fromAsync(stream())];
    const open = ask();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const late = ask();
    channel[Symbol.dispose]();
    for (const call of [...calls, open, late, ask()]) {
      await assert.rejects(call, { kind: "aborted" });
    }
  }));
