import assert from "assert";
import { batchesOf, decodeLabels, encodeLabels } from "./files.ts";
import { makeStream } from "./stream.ts";

const OPTIONS = { bytes: 64 << 10, containers: 5, active: 3, seed: 1 };

Deno.test("decodeLabels() reads what encodeLabels() wrote", () => {
  const labels = new Map([[4n, ",é}\n"], [1n << 63n, ""]]);
  assert.deepEqual(new Map(decodeLabels(encodeLabels(labels))), labels);
});

Deno.test("batchesOf() cuts between records and loses nothing", () => {
  const { ring } = makeStream(OPTIONS);
  const batches = batchesOf(ring, 4_096);
  assert.ok(batches.length > 10);
  assert.ok(batches.every(({ length }) => length > 0 && length <= 4_096 && length % 8 === 0));
  assert.equal(batches.reduce((sum, { length }) => sum + length, 0), ring.length);
});

Deno.test("makeStream() makes the same stream for the same seed only", () => {
  const { ring, labels, events } = makeStream(OPTIONS);
  assert.deepEqual(makeStream(OPTIONS), { ring, labels, events });
  assert.notDeepEqual(makeStream({ ...OPTIONS, seed: 2 }).ring, ring);
  assert.equal(labels.size, 5);
});
