import assert from "assert";
import { formatDuration } from "./duration.ts";

Deno.test("formatDuration() gives three digits and a unit that fits", () => {
  const table: [number, string][] = [
    [0, "0ns"],
    [999, "999ns"],
    [1000, "1.00µs"],
    [12_345, "12.3µs"],
    [999_400, "999µs"],
    [999_600, "1.00ms"],
    [12_345_678, "12.3ms"],
    [999_600_000, "1.00s"],
    [9_996_000_000, "10.0s"],
    [59_940_000_000, "59.9s"],
    [59_960_000_000, "1m00s"],
    [72_345_678_000, "1m12s"],
    [3_600_000_000_000, "1h00m"],
    [90_000_000_000_000, "1d01h"],
  ];
  for (const [nanoseconds, expected] of table) assert.equal(formatDuration(nanoseconds), expected);
});
