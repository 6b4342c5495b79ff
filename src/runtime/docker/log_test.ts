import assert from "assert";
import fc from "fast-check";
import { engineLog, type EngineLogEntry } from "./log.ts";

const TIME = "2026-11-23T01:00:00.000000001Z";
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

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.slice(at, at + size));
  }
}

async function read(bytes: Uint8Array, size = bytes.length): Promise<EngineLogEntry[]> {
  return await Array.fromAsync(engineLog(cut(bytes, Math.max(1, size)), "/run/x.sock"));
}

Deno.test("engineLog() gives the messages of both streams, wherever the pieces are cut", async () => {
  const message = fc.record({ stream: fc.constantFrom(1, 2), text: fc.string({ unit: "binary" }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 6 }),
      fc.integer({ min: 1, max: 64 }),
      async (messages, size) => {
        const bytes = joined(
          messages.map(({ stream, text }) => frame(stream, `${TIME} ${text}\n`)),
        );
        assert.deepEqual(
          await read(bytes, size),
          messages.map(({ stream, text }) => ({
            stream: stream === 2 ? "stderr" : "stdout",
            time: TIME,
            text: `${text.toWellFormed()}\n`,
          })),
        );
      },
    ),
  );
});

Deno.test("engineLog() gives the bare lines of a terminal, the last without its end too", async () => {
  for (const size of [1, 7, 1000]) {
    assert.deepEqual(await read(encoder.encode(`${TIME} one\r\n${TIME} two`), size), [
      { stream: "stdout", time: TIME, text: "one\r\n" },
      { stream: "stdout", time: TIME, text: "two" },
    ]);
  }
  assert.deepEqual(await read(new Uint8Array()), []);
});

Deno.test("engineLog() puts together a character that is cut in two with its line", async () => {
  const bytes = encoder.encode("€");
  const first = joined([encoder.encode(`${TIME} `), bytes.subarray(0, 2)]);
  const second = joined([encoder.encode(`${TIME} `), bytes.subarray(2), encoder.encode("\n")]);
  const other = frame(2, `${TIME} x\n`);
  const entries = await read(joined([frame(1, first), other, frame(1, second)]));
  assert.deepEqual(entries.map(({ text }) => text), ["", "x\n", "€\n"]);
});

Deno.test("engineLog() gives a bare line of any length in parts, and only the first has the time", async () => {
  const text = "x".repeat(3 * 1024 * 1024);
  const entries = await read(encoder.encode(`${TIME} ${text}\n`), 64 * 1024);
  assert.equal(entries.map(({ text }) => text).join(""), `${text}\n`);
  assert.deepEqual([...new Set(entries.map(({ time }) => time))], [TIME, ""]);
});

Deno.test("engineLog() refuses what is no log", async () => {
  const refused = { kind: "protocol", message: /what it sent as a log is none/ };
  await assert.rejects(read(encoder.encode("<html>\n")), refused);
  await assert.rejects(read(frame(1, "no time\n")), refused);
  const huge = new Uint8Array(2 * 1024 * 1024).fill(0xff);
  huge[0] = 1;
  await assert.rejects(read(huge, 64 * 1024), refused);
});
