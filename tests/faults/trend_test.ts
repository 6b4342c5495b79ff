import assert from "assert";
import { type Point, riseOf, slopeOf } from "./trend.ts";

function points(...values: number[]): Point[] {
  return values.map((value, index) => ({ seconds: 10 * index, value }));
}

Deno.test("slopeOf() is that of the nearest line, a second", () => {
  assert.strictEqual(slopeOf(points(1, 3, 5)), 0.2);
  assert.strictEqual(slopeOf(points(7, 7, 7, 7)), 0);
  assert.ok(Number.isNaN(slopeOf(points(1))));
});

Deno.test("riseOf() compares the last third with the first, whatever single points do", () => {
  assert.strictEqual(riseOf(points(1, 1, 99, 1, 5, 5, 0, 6, 6)), 5);
  assert.strictEqual(riseOf(points(4)), 0);
});
