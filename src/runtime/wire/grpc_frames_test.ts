import assert from "assert";
import fc from "fast-check";
import { frameMessage, readFrames, statusOf } from "./grpc_frames.ts";

const LIMIT = 1000;

/** A body that arrives in chunks of the given sizes. */
function bodyOf(bytes: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      let offset = 0;
      for (const size of [...sizes, bytes.length]) {
        const chunk = bytes.subarray(offset, offset + size);
        offset += chunk.length;
        controller.enqueue(chunk);
      }
      controller.close();
    },
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

const messages = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
const sizes = fc.array(fc.nat({ max: 9 }), { maxLength: 60 });

Deno.test("readFrames() gives what frameMessage() made, however it is chunked", async () => {
  await fc.assert(fc.asyncProperty(messages, sizes, async (messages, sizes) => {
    const body = bodyOf(joined(messages.map(frameMessage)), sizes);
    const read = await Array.fromAsync(readFrames(body, LIMIT));
    assert.deepEqual(read.map((bytes) => [...bytes]), messages.map((bytes) => [...bytes]));
  }));
});

Deno.test("readFrames() takes a body that ends within a frame for a broken one", async () => {
  const whole = frameMessage(new Uint8Array(7));
  for (let length = 1; length < whole.length; length++) {
    const body = bodyOf(whole.subarray(0, length), [3]);
    await assert.rejects(Array.fromAsync(readFrames(body, LIMIT)), TypeError);
  }
});

Deno.test("readFrames() refuses messages beyond the limit, and compressed ones", async () => {
  const large = bodyOf(new Uint8Array([0, 0, 0, 4, 0]), []);
  await assert.rejects(Array.fromAsync(readFrames(large, LIMIT)), RangeError);
  const compressed = bodyOf(new Uint8Array([1, 0, 0, 0, 1, 0]), []);
  await assert.rejects(Array.fromAsync(readFrames(compressed, LIMIT)), TypeError);
});

Deno.test("statusOf() reads the status among the headers", () => {
  const headers = { "grpc-status": "5", "grpc-message": "no caf%C3%A9" };
  assert.deepEqual(statusOf(new Response(null, { headers })), { code: 5, message: "no café" });
  assert.deepEqual(
    statusOf(new Response(null, { headers: { "grpc-status": "2", "grpc-message": "100%" } })),
    { code: 2, message: "100%" },
  );
  assert.equal(statusOf(new Response(null)), undefined);
  assert.throws(() => statusOf(new Response(null, { status: 404 })), TypeError);
});
