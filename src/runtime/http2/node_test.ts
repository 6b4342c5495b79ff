import assert from "assert";
import fc from "fast-check";
import { bundleForNode } from "#tests/fakes/bundle_for_node.ts";
import type { Echo } from "#tests/fakes/echo_headers.ts";
import { Http2Connection, type Socket } from "./connection/connection.ts";
import type { ResponseFields } from "./connection/response_fields.ts";
import { type FrameHandler, FrameReader } from "./frames/frame_reader.ts";
import { decodeFields } from "./hpack/hpack.ts";

const RUNS = 300;
/** Answers that are cut in every place. */
const CUT = 8;
const CUTS = 300;
const REQUEST = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/echo"],
  [":authority", "localhost"],
] as const;

/** Everything that HTTP/2 lets a value be, Node's own codes and Huffman's longest ones among it. */
const value = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0x21, max: 0x7e }),
    fc.integer({ min: 0x80, max: 0xff }),
  ).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const token = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-_."),
  minLength: 1,
  maxLength: 20,
});
const fields = fc.dictionary(
  // Names of the static table come by index.
  fc.oneof(token.map((name) => `x-${name}`), fc.constantFrom("etag", "server", "vary", "via")),
  fc.oneof(value, fc.nat({ max: 3 }).map((n) => "long ".repeat(n * 800).trim())),
  { maxKeys: 5 },
);
const echoes: fc.Arbitrary<Echo> = fc.record({
  head: fc.tuple(fields, fc.constantFrom("200", "201", "404", "503")).map(([head, status]) => ({
    ...head,
    ":status": status,
  })),
  trailers: fields.map((trailers) => ({ ...trailers, "x-end": "1" })),
  body: fc.nat({ max: 40_000 }),
});

/** Node's server, as what connects to it. */
async function withNode(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const source = new URL("../../../tests/fakes/echo_headers.ts", import.meta.url).pathname;
  const script = await bundleForNode(source);
  const path = `${folder}/echo.sock`;
  try {
    await using server = new Deno.Command("node", {
      args: [script, path],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = server.stdout.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "ready\n");
    await work(path);
    await reader.cancel();
    await server.stdin.close();
  } finally {
    await Deno.remove(script);
    await Deno.remove(folder, { recursive: true });
  }
}

/** A socket that keeps what was read from it. */
function kept(socket: Deno.UnixConn, bytes: number[]): Socket {
  return {
    async read(buffer) {
      const count = await socket.read(buffer);
      if (count !== null) { for (const byte of buffer.subarray(0, count)) bytes.push(byte); }
      return count;
    },
    write: (buffer) => socket.write(buffer),
    close: () => socket.close(),
  };
}

interface Answer {
  readonly head: ResponseFields | undefined;
  readonly trailers: ResponseFields | undefined;
  readonly body: number;
}

function ask(connection: Http2Connection, echo: Echo): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let head: ResponseFields | undefined;
    let body = 0;
    const text = JSON.stringify(echo).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const request = connection.request([...REQUEST], new TextEncoder().encode(text), {
      onHead: (fields) => head = fields,
      onData: ({ length }) => {
        body += length;
        request.read(length);
      },
      onEnd: (trailers) => resolve({ head, trailers, body }),
      onBroken: ({ reason }) => reject(new Error(reason)),
    });
  });
}

/** What a reader makes of bytes that come in these parts. */
function heard(parts: readonly Uint8Array[]): string[] {
  const said: string[] = [];
  const say = (name: string) => (...args: unknown[]) => {
    said.push(
      `${name} ${
        args.map((arg) => arg instanceof Uint8Array ? `${arg}` : JSON.stringify(arg)).join(" ")
      }`,
    );
  };
  const handler: FrameHandler = {
    onData: say("data"),
    onHeaders: (id, block, isEnd) => say("headers")(id, decodeFields(block), isEnd),
    onReset: say("reset"),
    onSettings: say("settings"),
    onPing: say("ping"),
    onGoaway: say("goaway"),
    onWindowUpdate: say("window"),
  };
  const reader = new FrameReader(handler);
  for (const part of parts) {
    for (let at = 0; at < part.length;) {
      const { space } = reader;
      const some = part.subarray(at, at + space.length);
      space.set(some);
      reader.filled(some.length);
      at += some.length;
    }
  }
  return said;
}

Deno.test("every header that Node's server sends is read as it was meant, and bodies are whole", () =>
  withNode(async (path) => {
    const connection = new Http2Connection(
      await Deno.connect({ transport: "unix", path }),
      () => {},
    );
    await fc.assert(
      fc.asyncProperty(echoes, async (echo) => {
        const { head, trailers, body } = await ask(connection, echo);
        const { ":status": status, ...rest } = echo.head;
        assert.equal(String(head?.status), status);
        const { date: _, ...read } = Object.fromEntries(head?.fields ?? []);
        assert.deepEqual(read, { ...rest });
        assert.deepEqual(Object.fromEntries(trailers?.fields ?? []), { ...echo.trailers });
        assert.equal(body, echo.body);
      }),
      { numRuns: RUNS },
    );
    connection.close();
  }));

Deno.test("what Node's server sends says the same in every cut", () =>
  withNode(async (path) => {
    for (const echo of fc.sample(echoes, { numRuns: CUT, seed: 1 })) {
      const bytes: number[] = [];
      const socket = kept(await Deno.connect({ transport: "unix", path }), bytes);
      const connection = new Http2Connection(socket, () => {});
      await ask(connection, { ...echo, body: echo.body % 300 });
      connection.close();
      const whole = Uint8Array.from(bytes);
      const said = heard([whole]);
      assert(said.length > 2);
      assert.deepEqual(heard([...whole].map((byte) => Uint8Array.of(byte))), said);
      for (let at = 1; at < whole.length; at += Math.ceil(whole.length / CUTS)) {
        assert.deepEqual(heard([whole.subarray(0, at), whole.subarray(at)]), said);
      }
    }
  }));
