import assert from "assert";
import { losslessRate, nextRate, type OpenLoopRun } from "./open_loop.ts";

/** The rates that are measured when nothing is lost up to `limit`, and what comes out, in millions. */
function measure(limit: number): { order: number[]; best: number } {
  const runs: OpenLoopRun[] = [];
  for (let rate = nextRate(runs); rate !== undefined; rate = nextRate(runs)) {
    const lost = rate > limit * 1e6 ? 1 : 0;
    runs.push({ rate, seconds: 8, made: rate * 8, lost });
  }
  return { order: runs.map(({ rate }) => rate / 1e6), best: losslessRate(runs) / 1e6 };
}

Deno.test("nextRate() measures 3 and 5 million always, others only while they can be the highest", () => {
  assert.deepEqual(measure(5), { order: [3, 5], best: 5 });
  assert.deepEqual(measure(4), { order: [3, 5, 4], best: 4 });
  assert.deepEqual(measure(3), { order: [3, 5, 4], best: 3 });
  assert.deepEqual(measure(1), { order: [3, 5, 4, 2, 1], best: 1 });
  assert.deepEqual(measure(0), { order: [3, 5, 4, 2, 1], best: 0 });
});

Deno.test("losslessRate() ignores a run whose producer did not keep up", () => {
  const runs = [{ rate: 5_000_000, seconds: 8, made: 30_000_000, lost: 0 }];
  assert.equal(losslessRate(runs), 0);
});
