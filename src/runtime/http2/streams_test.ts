import assert from "assert";
import { framed, HEAD } from "#tests/fakes/http2_peer.ts";
import { version, withPeer } from "#tests/fakes/with_peer.ts";
import { encodeFields } from "./hpack/hpack.ts";
import { ERROR, FLAG, FRAME, SETTING } from "./protocol.ts";
import { joined } from "./bytes.ts";

const PADDING = 7;

function padded(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(PADDING, ...bytes, ...new Uint8Array(PADDING));
}

Deno.test("an answer may be padded, continued, weighed, and come after 1xx and pings, which are answered", () =>
  withPeer(async (peer) => {
    await peer.greet();
    const id = await peer.request();
    await peer.headers(id, [[":status", "103"], ["link", "</a>"]]);
    const opaque = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    await peer.frame(FRAME.ping, 0, 0, opaque);
    assert.deepEqual((await peer.nextOf(FRAME.ping)).payload, opaque);
    const block = encodeFields([...HEAD, ["x-more", "y".repeat(300)]]);
    const weighed = padded(Uint8Array.of(0x80, 0, 0, 0, 16, ...block.subarray(0, 9)));
    await peer.frame(FRAME.headers, FLAG.padded | FLAG.priority, id, weighed);
    await peer.frame(FRAME.continuation, 0, id);
    await peer.frame(FRAME.continuation, FLAG.endHeaders, id, block.subarray(9));
    await peer.frame(FRAME.priority, 0, id, Uint8Array.of(0, 0, 0, 0, 1));
    await peer.frame(0xbe, 0xff, id, Uint8Array.of(9));
    await peer.frame(FRAME.data, FLAG.padded, id, padded(framed(version("padded"))));
    await peer.trailers(id);
  }, async ({ ask }) => assert.equal(await ask(), "padded")));

Deno.test("an answer may come in any cut, one byte a frame, empty frames between", () =>
  withPeer(async (peer) => {
    await peer.greet();
    const id = await peer.request();
    await peer.headers(id);
    for (const byte of joined([framed(version("first")), framed(version(""))])) {
      await peer.frame(FRAME.data, 0, id, Uint8Array.of(byte));
      await peer.frame(FRAME.data, 0, id);
    }
    await peer.trailers(id);
  }, async ({ stream }) => assert.deepEqual(await Array.fromAsync(stream()), ["first", ""])));

Deno.test("a request waits for the server's windows, which settings in mid-life and updates move", () =>
  withPeer(async (peer) => {
    await peer.greet([SETTING.initialWindowSize, 0]);
    // The first body came before the client knew.
    await peer.answer(await peer.request(), version("before"));
    await peer.nextOf(FRAME.headers);
    await peer.greet([SETTING.initialWindowSize, 2]);
    assert.equal((await peer.nextOf(FRAME.data)).payload.length, 2);
    await peer.greet([SETTING.initialWindowSize, 0]);
    // Two below zero: three make one.
    await peer.number(FRAME.windowUpdate, 3, 3);
    assert.equal((await peer.nextOf(FRAME.data)).payload.length, 1);
    await peer.number(FRAME.windowUpdate, 3, 100);
    await peer.answer(await peer.request(), version("after"));
  }, async ({ ask }) => {
    assert.equal(await ask(), "before");
    assert.equal(await ask(), "after");
  }));

Deno.test("calls wait while the server takes no more, and one that is given up is forgotten", () =>
  withPeer(async (peer) => {
    await peer.greet([SETTING.maxConcurrentStreams, 1]);
    await peer.answer(await peer.request(), version("first"));
    const second = await peer.request();
    await peer.greet([SETTING.maxConcurrentStreams, 0]);
    await peer.answer(second, version("second"));
    await peer.greet([SETTING.maxConcurrentStreams, 5]);
    // The third stream is the last call's: the one given up was never sent.
    const third = await peer.request();
    assert.equal(third, 5);
    await peer.answer(third, version("last"));
  }, async ({ ask }) => {
    assert.equal(await ask(), "first");
    const controller = new AbortController();
    const second = ask();
    const givenUp = ask({ signal: controller.signal });
    const last = ask();
    queueMicrotask(() => controller.abort());
    await assert.rejects(givenUp, /gave up/);
    assert.deepEqual(await Promise.all([second, last]), ["second", "last"]);
  }));

Deno.test("GOAWAY: calls below its stream finish, those above it are made once more on a new connection", () => {
  const seen: string[] = [];
  return withPeer(async (peer, index) => {
    await peer.greet();
    if (index === 0) {
      const first = await peer.request();
      await peer.request();
      await peer.goaway(first);
      await peer.answer(first, version("old"));
    } else {
      await peer.answer(await peer.request(), version("new"));
    }
    seen.push(`${index} done`);
  }, async ({ ask, peer }) => {
    assert.deepEqual(await Promise.all([ask(), ask()]), ["old", "new"]);
    assert.equal(peer.connections, 2);
  });
});

Deno.test("GOAWAY that always comes does not make a call be repeated for ever", () =>
  withPeer(async (peer) => {
    await peer.greet();
    await peer.request();
    await peer.goaway(0, ERROR.enhanceYourCalm);
  }, async ({ ask, peer }) => {
    await assert.rejects(ask(), /the connection broke \(it went away with ENHANCE_YOUR_CALM\)/);
    assert.equal(peer.connections, 5);
  }));

Deno.test("RST_STREAM: a refused call is made once more, any other says what the server did", () =>
  withPeer(async (peer) => {
    await peer.greet();
    await peer.number(FRAME.rstStream, await peer.request(), ERROR.refusedStream);
    await peer.answer(await peer.request(), version("again"));
    for (const code of [ERROR.refusedStream, ERROR.refusedStream, ERROR.cancel, 0xff]) {
      await peer.number(FRAME.rstStream, await peer.request(), code);
    }
    const begun = await peer.request();
    await peer.headers(begun);
    await peer.number(FRAME.rstStream, begun, ERROR.noError);
  }, async ({ ask, peer }) => {
    assert.equal(await ask(), "again");
    await assert.rejects(ask(), /it reset the stream with REFUSED_STREAM/);
    await assert.rejects(ask(), /it reset the stream with CANCEL/);
    await assert.rejects(ask(), /it reset the stream with error 255/);
    await assert.rejects(ask(), /it reset the stream with NO_ERROR/);
    assert.equal(peer.connections, 1);
  }));

Deno.test("a call that ends on this side resets its stream, and what still comes of it harms nobody", () =>
  withPeer(async (peer) => {
    await peer.greet();
    for (const _ of ["signal", "deadline"]) {
      const id = await peer.request();
      await peer.headers(id);
      const { id: reset, payload } = await peer.nextOf(FRAME.rstStream);
      assert.deepEqual([reset, payload[3]], [id, ERROR.cancel]);
      await peer.messages(id, version("late"));
      await peer.trailers(id);
    }
    await peer.answer(await peer.request(), version("next"));
  }, async ({ ask, peer }) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(ask({ signal: controller.signal }), /the caller gave up/);
    await assert.rejects(ask({ timeoutMs: 50 }), /no answer in 50 ms/);
    assert.equal(await ask(), "next");
    assert.equal(peer.connections, 1);
  }));

Deno.test("a call is made once more where the connection ended before the answer began", () =>
  withPeer(async (peer, index) => {
    await peer.greet();
    const id = await peer.request();
    if (index === 1) await peer.answer(id, version("again"));
    peer.close();
  }, async ({ ask, peer }) => {
    assert.equal(await ask(), "again");
    assert.equal(peer.connections, 2);
  }));

Deno.test("a call is made no more than twice, and only once where its answer had begun", () =>
  withPeer(async (peer, index) => {
    await peer.greet();
    const id = await peer.request();
    if (index === 2) await peer.headers(id);
    peer.close();
  }, async ({ ask, peer }) => {
    await assert.rejects(ask(), /the connection broke \(it closed the connection\)/);
    assert.equal(peer.connections, 2);
    await assert.rejects(ask(), /the connection broke \(it closed the connection\)/);
    assert.equal(peer.connections, 3);
  }));
