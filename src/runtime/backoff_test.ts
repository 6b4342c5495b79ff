import assert from "assert";
import { Backoff } from "./backoff.ts";

Deno.test("Backoff.next() doubles up to the longest pause, and starts again after reset()", () => {
  const backoff = new Backoff(100, 1000, () => 1);
  assert.deepEqual([1, 2, 3, 4, 5, 6].map(() => backoff.next()), [100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  assert.equal(backoff.next(), 100);
});

Deno.test("Backoff.next() spreads pauses over the upper half", () => {
  assert.equal(new Backoff(100, 1000, () => 0).next(), 50);
  assert.equal(new Backoff(100, 1000, () => 0.5).next(), 75);
});
