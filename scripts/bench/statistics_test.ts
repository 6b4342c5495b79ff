import assert from "assert";
import { ratiosOf, spreadOf } from "./statistics.ts";

Deno.test("spreadOf() gives the middle, or the mean of both in the middle", () => {
  assert.deepEqual(spreadOf([3, 1, 10]), { median: 3, least: 1, greatest: 10 });
  assert.deepEqual(spreadOf([4, 1, 10, 2]), { median: 3, least: 1, greatest: 10 });
});

Deno.test("ratiosOf() divides round by round", () => {
  assert.deepEqual(ratiosOf([2, 30, 4], [1, 10, 4]), { median: 2, least: 1, greatest: 3 });
});
