import assert from "assert";
import { formatTimeNs } from "./time.ts";

Deno.test("formatTimeNs() writes RFC 3339 with the digits that are needed", () => {
  assert.equal(formatTimeNs(0n), "1970-01-01T00:00:00Z");
  assert.equal(formatTimeNs(1_700_000_000_000_000_001n), "2023-11-14T22:13:20.000000001Z");
  assert.equal(formatTimeNs(1_700_000_000_120_000_000n), "2023-11-14T22:13:20.12Z");
  assert.equal(formatTimeNs(-1n), "1969-12-31T23:59:59.999999999Z");
  assert.equal(formatTimeNs(2n ** 63n - 1n), "2262-04-11T23:47:16.854775807Z");
});
