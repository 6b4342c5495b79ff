import assert from "assert";
import { Pace } from "./pace.ts";

const QUICK = 200_000n;
const SLOW = 1_000_000n;

function wake(pace: Pace, ...sleptNs: readonly bigint[]): void {
  for (const slept of sleptNs) pace.woken(slept);
}

/** How often it naps in a row when nothing comes. */
function naps(pace: Pace): number {
  let count = 0;
  while (pace.nap()) count++;
  return count;
}

Deno.test("a reader naps once records have woken it quickly several times in a row, until none come", () => {
  const pace = new Pace();
  wake(pace, ...Array(7).fill(QUICK));
  assert.equal(naps(pace), 0);
  wake(pace, QUICK);
  assert.equal(naps(pace), 4);
  // It begins anew.
  wake(pace, ...Array(7).fill(QUICK));
  assert.equal(naps(pace), 0);
});

Deno.test("a reader that is woken once in a while, or by a few records side by side, does not nap", () => {
  const pace = new Pace();
  for (let round = 0; round < 100; round++) {
    wake(pace, SLOW, QUICK, QUICK, QUICK);
    pace.found();
    assert.equal(naps(pace), 0);
  }
});

Deno.test("a reader naps on for as long as records come", () => {
  const pace = new Pace();
  wake(pace, ...Array(8).fill(QUICK));
  for (let round = 0; round < 100; round++) {
    assert.ok(pace.nap() && pace.nap() && pace.nap());
    pace.found();
  }
  assert.equal(naps(pace), 4);
});
