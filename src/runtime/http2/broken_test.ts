import assert from "assert";
import { framed, HEAD, type PeerConnection } from "#tests/fakes/http2_peer.ts";
import { version, withPeer } from "#tests/fakes/with_peer.ts";
import { RuntimeError } from "../runtime_error.ts";
import { frameOf } from "./frames/frame_writer.ts";
import { encodeFields, type Field } from "./hpack/hpack.ts";
import { ERROR, FLAG, FRAME, SETTING } from "./protocol.ts";

type Break = (peer: PeerConnection, id: number) => Promise<void>;

const text = (words: string) => new TextEncoder().encode(words);
const of = (type: number, flags: number, id: number, ...bytes: number[]): Break => (peer) =>
  peer.frame(type, flags, id, Uint8Array.from(bytes));
const headers = (...fields: Field[]): Break => (peer, id) => peer.headers(id, fields);
const headed = (then: Break): Break => async (peer, id) => {
  await peer.headers(id);
  await then(peer, id);
};

/** What a server does after a request, and what is said of it. The connection ends. */
const CONNECTION: readonly (readonly [what: Break, said: RegExp, code: number])[] = [
  [of(FRAME.data, 0, 0, 1), /it sent DATA for stream 0/, ERROR.protocol],
  [of(FRAME.headers, 4, 0), /it sent HEADERS for stream 0/, ERROR.protocol],
  [of(FRAME.settings, 0, 1), /it sent SETTINGS for stream 1/, ERROR.protocol],
  [of(FRAME.ping, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8), /it sent PING for stream 1/, ERROR.protocol],
  [of(FRAME.ping, 0, 0, 1), /it sent PING of 1 bytes instead of 8/, ERROR.frameSize],
  [of(FRAME.goaway, 0, 0, 1), /it sent GOAWAY of 1 bytes/, ERROR.frameSize],
  [of(FRAME.goaway, 0, 1), /it sent GOAWAY for stream 1/, ERROR.protocol],
  [of(FRAME.rstStream, 0, 1, 1), /it sent RST_STREAM of 1 bytes/, ERROR.frameSize],
  [of(FRAME.rstStream, 0, 7, 0, 0, 0, 1), /for stream 7, which nobody began/, ERROR.protocol],
  [of(FRAME.data, 0, 2, 1), /for stream 2, which nobody began/, ERROR.protocol],
  [of(FRAME.priority, 0, 1, 1), /it sent PRIORITY of 1 bytes/, ERROR.frameSize],
  [of(FRAME.settings, 0, 0, 1), /it sent SETTINGS of 1 bytes/, ERROR.frameSize],
  [
    of(FRAME.settings, 1, 0, 0, 1, 0, 0, 0, 1),
    /it sent SETTINGS of 6 bytes/,
    ERROR.frameSize,
  ],
  [of(FRAME.settings, 0, 0, 0, 2, 0, 0, 0, 1), /it set ENABLE_PUSH to 1/, ERROR.protocol],
  [of(FRAME.settings, 0, 0, 0, 5, 0, 0, 0, 1), /it set MAX_FRAME_SIZE to 1/, ERROR.protocol],
  [
    of(FRAME.settings, 0, 0, 0, 4, 255, 255, 255, 255),
    /it set INITIAL_WINDOW_SIZE to 4294967295/,
    ERROR.flowControl,
  ],
  [of(FRAME.windowUpdate, 0, 0, 0, 0, 0, 0), /window by 0/, ERROR.protocol],
  [of(FRAME.windowUpdate, 0, 0, 127, 255, 255, 255), /window by 2147483647/, ERROR.flowControl],
  [of(FRAME.windowUpdate, 0, 0, 1), /it sent WINDOW_UPDATE of 1 bytes/, ERROR.frameSize],
  [of(FRAME.pushPromise, 4, 1, 0, 0, 0, 2), /PUSH_PROMISE, which was forbidden/, ERROR.protocol],
  [of(FRAME.continuation, 4, 1), /CONTINUATION without headers before it/, ERROR.protocol],
  [of(FRAME.data, 8, 1), /padding of no bytes in a frame of 0/, ERROR.protocol],
  [of(FRAME.data, 8, 1, 1), /padding of 1 bytes in a frame of 1/, ERROR.protocol],
  [of(FRAME.headers, 4 | 8, 1, 9, 1), /padding of 9 bytes in a frame of 2/, ERROR.protocol],
  [of(FRAME.headers, 4 | 32, 1, 1), /HEADERS with a priority of 1 bytes/, ERROR.frameSize],
  [of(FRAME.headers, 4, 1, 0xff), /it sent headers that are cut off/, ERROR.compression],
  [of(FRAME.headers, 4, 1, 0x80), /named the header 0 of a table/, ERROR.compression],
  [of(FRAME.headers, 4, 1, 0xbe), /named the header 62 of a table/, ERROR.compression],
  [of(FRAME.headers, 4, 1, 0x21), /changed the size of the table/, ERROR.compression],
  [of(FRAME.headers, 4, 1, 0, 1), /it sent headers that are cut off/, ERROR.compression],
  [of(FRAME.headers, 4, 1, 0, 0x81, 0), /in a code that there is not/, ERROR.compression],
  [
    of(FRAME.headers, 4, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
    /a number that is too large/,
    ERROR.compression,
  ],
  [
    (peer) => peer.bytes(Uint8Array.of(0, 64, 1, 0, 0, 0, 0, 0, 1)),
    /it sent DATA of 16385 bytes, beyond 16384/,
    ERROR.frameSize,
  ],
  [
    async (peer, id) => {
      await peer.frame(FRAME.headers, 0, id);
      await peer.frame(FRAME.data, 0, id);
    },
    /it sent DATA within headers/,
    ERROR.protocol,
  ],
  [
    async (peer, id) => {
      await peer.frame(FRAME.headers, 0, id);
      await peer.frame(FRAME.continuation, 0, id + 2);
    },
    /continued the headers of stream 1 on stream 3/,
    ERROR.protocol,
  ],
  [
    async (peer, id) => {
      await peer.frame(FRAME.headers, 0, id);
      for (let i = 0; i < 5000; i++) await peer.frame(FRAME.continuation, 0, id);
    },
    /headers of more than 131072 bytes/,
    ERROR.enhanceYourCalm,
  ],
];

/** The same of one call: the others on the connection go on. */
const STREAM: readonly (readonly [what: Break, said: RegExp])[] = [
  [headers([":status", "200"], [":status", "200"]), /headers with ":status" where it must not be/],
  [headers([":path", "/"]), /headers with ":path"/],
  [headers(["a", "b"], [":status", "200"]), /headers with ":status" where it must not be/],
  [headers(["a", "b"]), /headers with no status/],
  [headers([":status", "abc"]), /the status "abc"/],
  [headers([":status", "200"], ["Content-Type", "x"]), /a field "Content-Type"/],
  [headers([":status", "200"], ["connection", "close"]), /a field "connection"/],
  [headers([":status", "200"], ["x", "a\r\nb"]), /a line's end within "x"/],
  [headers([":status", "200"], ["x", "y".repeat(70_000)]), /headers of more than 65536 bytes/],
  [headers([":status", "404"], ["content-type", "text/html"]), /the HTTP status 404/],
  [headers([":status", "200"], ["content-type", "text/html"]), /the content type "text\/html"/],
  [
    headers([":status", "200"], ["content-type", "application/grpc-web"]),
    /"application\/grpc-web"/,
  ],
  [(peer, id) => peer.headers(id, [[":status", "100"]], FLAG.endStream), /with the status 100/],
  [(peer, id) => peer.headers(id, HEAD, FLAG.endStream), /ended its answer without a status/],
  [(peer, id) => peer.messages(id, version("x")), /it sent data before headers/],
  [
    headed((peer, id) => peer.frame(FRAME.data, FLAG.endStream, id)),
    /ended its answer without a status/,
  ],
  [headed((peer, id) => peer.headers(id)), /it sent trailers and went on/],
  [
    headed((peer, id) => peer.headers(id, [[":status", "200"]], FLAG.endStream)),
    /headers with ":status" where it must not be/,
  ],
  [
    headed((peer, id) => peer.frame(FRAME.data, 0, id, framed(version("x"), 1))),
    /it compressed a message, which was not asked for/,
  ],
  [
    headed((peer, id) => peer.frame(FRAME.data, 0, id, framed(version("x"), 2))),
    /it began a message with 2 instead of 0/,
  ],
  [
    headed(async (peer, id) => {
      await peer.frame(FRAME.data, 0, id, framed(version("x")).subarray(0, -1));
      await peer.trailers(id);
    }),
    /it ended its answer within a message/,
  ],
  [of(FRAME.windowUpdate, 0, 1, 0, 0, 0, 0), /it grew a stream's window by 0/],
  [of(FRAME.windowUpdate, 0, 1, 127, 255, 255, 255), /it grew a stream's window by 2147483647/],
];

function isProtocol(said: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof RuntimeError);
    assert.match(error.reason, said);
    assert.equal(error.kind, "protocol", error.reason);
    return true;
  };
}

Deno.test("a server that breaks the rules of a connection is told so, and each call says what it did", async () => {
  for (const [what, said, code] of CONNECTION) {
    const told = Promise.withResolvers<number | undefined>();
    await withPeer(async (peer) => {
      await peer.greet();
      await what(peer, await peer.request());
      // To who still sends, a closed socket is all there is.
      if (code === ERROR.enhanceYourCalm) told.resolve(code);
      else told.resolve((await peer.nextOf(FRAME.goaway)).payload[7]);
    }, async ({ ask, peer }) => {
      await assert.rejects(ask(), isProtocol(said));
      assert.equal(peer.connections, 1);
      assert.equal(await told.promise, code, String(said));
    });
  }
});

Deno.test("a server that breaks the rules of a call is told so, and other calls go on", async () => {
  for (const [what, said] of STREAM) {
    await withPeer(async (peer) => {
      await peer.greet();
      const id = await peer.request();
      const other = await peer.request();
      await what(peer, id);
      await peer.answer(other, version("other"));
    }, async ({ ask, peer }) => {
      const [broken, other] = await Promise.allSettled([ask(), ask()]);
      assert(broken.status === "rejected");
      isProtocol(said)(broken.reason);
      assert.deepEqual(other, { status: "fulfilled", value: "other" }, String(said));
      assert.equal(peer.connections, 1, String(said));
    });
  }
});

for (
  const [what, begin, said] of [
    ["HTTP/1", text("HTTP/1.1 400 Bad Request\r\n\r\n"), /began with "HTTP\/1.1 400 Bad Request"/],
    ["other words", text("SSH-2.0-OpenSSH_9.2\r\n"), /began with "SSH-2.0-OpenSSH_9.2..+ instead/],
    ["another frame", frameOf(FRAME.ping, 0, 0, new Uint8Array(8)), /instead of HTTP\/2/],
    ["a confirmation", frameOf(FRAME.settings, FLAG.ack, 0), /confirmed settings before/],
  ] as const
) {
  Deno.test(`a server that begins with ${what} does not speak gRPC`, () =>
    withPeer(
      (peer) => peer.bytes(begin),
      ({ ask }) => assert.rejects(ask(), isProtocol(said)),
    ));
}

Deno.test("a server that hangs up before it says anything does not speak gRPC", async () => {
  for (
    const end of [
      (peer: PeerConnection) => peer.halfClose(),
      (peer: PeerConnection) => peer.close(),
    ]
  ) {
    await withPeer(async (peer) => await end(peer), async ({ ask, peer }) => {
      await assert.rejects(ask(), isProtocol(/hung up before it said anything of HTTP\/2/));
      assert.equal(peer.connections, 2);
    });
  }
});

Deno.test("settings that this client need not know change nothing", () =>
  withPeer(async (peer) => {
    await peer.greet([SETTING.headerTableSize, 0], [SETTING.maxHeaderListSize, 1], [0xff, 1]);
    await peer.answer(await peer.request(), version("fine"));
    await peer.greet([SETTING.headerTableSize, 4096], [SETTING.maxFrameSize, 16_777_215]);
    await peer.answer(await peer.request(), version("fine"));
  }, async ({ ask }) => {
    assert.equal(await ask(), "fine");
    assert.equal(await ask(), "fine");
  }));

Deno.test("a status of the server's own is told as it is, wherever it stands", async () => {
  const encode = (fields: readonly Field[]) => encodeFields(fields);
  await withPeer(async (peer) => {
    await peer.greet();
    const only: readonly Field[] = [...HEAD, ["grpc-status", "5"], [
      "grpc-message",
      "no caf%C3%A9",
    ]];
    await peer.headers(await peer.request(), only, FLAG.endStream);
    const behind = await peer.request();
    await peer.headers(behind);
    await peer.messages(behind, version("whole"));
    await peer.trailers(behind, "2", ["grpc-message", "disk on fire, 100%"]);
    const odd = await peer.request();
    await peer.frame(FRAME.headers, 5, odd, encode([...HEAD, ["grpc-status", "teapot"]]));
    const streamed = await peer.request();
    await peer.headers(streamed);
    await peer.messages(streamed, version("one"), version("two"));
    await peer.trailers(streamed, "13", ["grpc-message", "cut"]);
  }, async ({ ask, stream }) => {
    await assert.rejects(ask(), { kind: "not-found", reason: "no café" });
    await assert.rejects(ask(), { kind: "failed", reason: "disk on fire, 100%" });
    await assert.rejects(ask(), { kind: "failed", reason: 'status "teapot": ' });
    const read: string[] = [];
    await assert.rejects(async () => {
      for await (const name of stream()) read.push(name);
    }, { kind: "failed", reason: "cut" });
    assert.deepEqual(read, ["one", "two"]);
  });
});
