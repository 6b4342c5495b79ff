import assert from "assert";
import { Tail } from "./tail.ts";

Deno.test("Tail keeps the last few, in order", () => {
  const tail = new Tail<number>(3);
  assert.deepEqual([tail.items, tail.last], [[], undefined]);
  for (let n = 1; n <= 20; n++) {
    tail.push(n);
    assert.deepEqual(tail.items, [n - 2, n - 1, n].filter((one) => one > 0));
    assert.equal(tail.last, n);
  }
});
