import assert from "assert";
import { retryPauseMs, stretch } from "./schedule.ts";

const MIDDLE = (): number => 0.5;

Deno.test("retryPauseMs() doubles from 5 ms to 1 s, and to 15 s for containers that stay unknown", () => {
  const pauses = [1, 2, 3, 8, 9, 20, 21, 22, 24, 25, 1000].map((attempt) =>
    retryPauseMs(attempt, MIDDLE)
  );
  assert.deepEqual(pauses, [5, 10, 20, 640, 1000, 1000, 2000, 4000, 15000, 15000, 15000]);
});

Deno.test("retryPauseMs() spreads pauses by a fifth either way", () => {
  assert.equal(retryPauseMs(1, () => 0), 4);
  assert.equal(Math.round(retryPauseMs(1, () => 1)), 6);
});

Deno.test("stretch() makes pauses longer when very many look-ups are open", () => {
  assert.deepEqual([1, 32, 64, 320].map(stretch), [1, 1, 2, 10]);
});
