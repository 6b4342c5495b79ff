import assert from "assert";
import fc from "fast-check";
import { engineLog, type EngineLogEntry, type EngineLogShape } from "./log.ts";

const TIME = "2026-11-23T01:00:00.000000001Z";
const FRAMED = { framed: true, timestamps: true };
const BARE = { framed: false, timestamps: true };
const encoder = new TextEncoder();

/** A message as containers without a terminal have it. */
function frame(stream: number, text: string | Uint8Array): Uint8Array {
  const body = typeof text === "string" ? encoder.encode(text) : text;
  const bytes = new Uint8Array(8 + body.length);
  bytes[0] = stream;
  new DataView(bytes.buffer).setUint32(4, body.length);
  bytes.set(body, 8);
  return bytes;
}

function joined(parts: readonly (Uint8Array | string)[]): Uint8Array {
  const all = parts.map((part) => typeof part === "string" ? encoder.encode(part) : part);
  return new Uint8Array(all.flatMap((part) => [...part]));
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.slice(at, at + size));
  }
}

async function read(
  bytes: Uint8Array,
  shape: EngineLogShape,
  size = bytes.length,
): Promise<EngineLogEntry[]> {
  return await Array.fromAsync(
    engineLog(cut(bytes, Math.max(1, size)), "/run/x.sock", shape),
    (entry) => ({ ...entry, text: entry.text.slice() }),
  );
}

const bytesOf = (entries: readonly EngineLogEntry[]) => joined(entries.map(({ text }) => text));
const textOf = (entries: readonly EngineLogEntry[]) => new TextDecoder().decode(bytesOf(entries));

Deno.test("engineLog() gives the messages of both streams byte by byte, wherever the pieces are cut", async () => {
  const message = fc.record({
    stream: fc.constantFrom(1, 2),
    text: fc.uint8Array({ maxLength: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 6 }),
      fc.integer({ min: 1, max: 64 }),
      fc.boolean(),
      async (messages, size, timestamps) => {
        const head = timestamps ? `${TIME} ` : "";
        const bytes = joined(
          messages.map(({ stream, text }) => frame(stream, joined([head, text]))),
        );
        assert.deepEqual(
          await read(bytes, { framed: true, timestamps }, size),
          messages.map(({ stream, text }) => ({
            stream: stream === 2 ? "stderr" : "stdout",
            time: timestamps ? TIME : "",
            text,
          })),
        );
      },
    ),
  );
});

Deno.test("engineLog() gives a terminal's bytes as they are, whatever they begin with", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.integer({ min: 1, max: 9 }), async (bytes, size) => {
      const entries = await read(bytes, { framed: false, timestamps: false }, size);
      assert.deepEqual(bytesOf(entries), bytes);
      assert.deepEqual(new Set(entries.map(({ time, stream }) => time + stream)).size <= 1, true);
    }),
  );
});

Deno.test("engineLog() gives the bare lines of a terminal with their times, the last without its end too", async () => {
  for (const size of [1, 7, 1000]) {
    const entries = await read(encoder.encode(`${TIME} one\r\n${TIME} two`), BARE, size);
    assert.equal(textOf(entries), "one\r\ntwo");
    assert.deepEqual(entries.flatMap(({ time }) => time === "" ? [] : [time]), [TIME, TIME]);
  }
  assert.deepEqual(await read(new Uint8Array(), BARE), []);
});

Deno.test("engineLog() takes the times out of Docker's long lines of a terminal, and no others", async () => {
  const part = "x".repeat(16 * 1024);
  const own = "2026-11-23T01:00:00Z in the text ";
  const cases = [
    [`${TIME} ${part}${TIME} ${part}${TIME} ${own}\r\n`, `${part}${part}${own}\r\n`],
    // A line of just one part, whose end comes with a time of its own.
    [`${TIME} ${part}${TIME} \r\n${TIME} next\r\n`, `${part}\r\nnext\r\n`],
    [`${TIME} ${own}${own}\r\n`, `${own}${own}\r\n`],
    [`${TIME} ${part}`, part],
  ] as const;
  for (const [sent, wanted] of cases) {
    for (const size of [997, 16 * 1024, 1_000_000]) {
      assert.equal(textOf(await read(encoder.encode(sent), BARE, size)), wanted);
    }
  }
});

Deno.test("engineLog() holds no line's end back until more comes", async () => {
  const gate = Promise.withResolvers<void>();
  const chunks = async function* () {
    yield encoder.encode(`${TIME} ${"x".repeat(16 * 1024)}\r\n`);
    await gate.promise;
  };
  const seen: string[] = [];
  const done = (async () => {
    for await (const { text } of engineLog(chunks(), "/run/x.sock", BARE)) {
      seen.push(new TextDecoder().decode(text));
      if (text.at(-1) === 10) gate.resolve();
    }
  })();
  await done;
  assert.equal(seen.at(-1), "\r\n");
});

Deno.test("engineLog() refuses what is no log, and says what the engine has to say", async () => {
  const refused = { kind: "protocol", message: /what it sent as a log is none/ };
  await assert.rejects(read(encoder.encode("<html>\n"), FRAMED), refused);
  await assert.rejects(read(encoder.encode("<html>\n"), BARE), refused);
  await assert.rejects(read(frame(1, "no time\n"), FRAMED), refused);
  const huge = new Uint8Array(2 * 1024 * 1024).fill(0xff);
  huge.set([1, 0, 0, 0]);
  await assert.rejects(read(huge, FRAMED, 64 * 1024), refused);
  await assert.rejects(read(frame(3, "Error grabbing logs: EOF"), FRAMED), {
    kind: "failed",
    reason: "Error grabbing logs: EOF",
  });
  await assert.rejects(read(frame(1, `${TIME} whole\n`).slice(0, -2), FRAMED), {
    kind: "protocol",
    reason: "its log ended in the middle of a message",
  });
});
