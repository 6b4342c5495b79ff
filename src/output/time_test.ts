import assert from "assert";
import { formatTimeNs, formatTimeNsFixed, parseTimeNs } from "./time.ts";

Deno.test("formatTimeNs() writes RFC 3339 with the digits that are needed", () => {
  assert.equal(formatTimeNs(0n), "1970-01-01T00:00:00Z");
  assert.equal(formatTimeNs(1_700_000_000_000_000_001n), "2023-11-14T22:13:20.000000001Z");
  assert.equal(formatTimeNs(1_700_000_000_120_000_000n), "2023-11-14T22:13:20.12Z");
  assert.equal(formatTimeNs(-1n), "1969-12-31T23:59:59.999999999Z");
  assert.equal(formatTimeNs(2n ** 63n - 1n), "2262-04-11T23:47:16.854775807Z");
});

Deno.test("formatTimeNsFixed() writes nine digits", () => {
  assert.equal(formatTimeNsFixed(0n), "1970-01-01T00:00:00.000000000Z");
  assert.equal(formatTimeNsFixed(1_700_000_000_120_000_000n), "2023-11-14T22:13:20.120000000Z");
  assert.equal(formatTimeNsFixed(1_700_000_000_000_000_001n), "2023-11-14T22:13:20.000000001Z");
});

Deno.test("parseTimeNs() reads what formatTimeNs() writes, and other zones", () => {
  for (const ns of [0n, 1_700_000_000_000_000_001n, 1_700_000_000_120_000_000n]) {
    assert.equal(parseTimeNs(formatTimeNs(ns)), ns);
  }
  assert.equal(parseTimeNs("2023-11-14T23:13:20.5+01:00"), 1_700_000_000_500_000_000n);
  assert.equal(parseTimeNs("2023-11-14"), 1_699_920_000_000_000_000n);
  assert.equal(parseTimeNs("2023-11-14T22:13:20"), 1_700_000_000_000_000_000n);
  for (const text of ["", "yesterday", "2023-13-40T00:00:00Z", "2023-11-14T22"]) {
    assert.equal(parseTimeNs(text), undefined);
  }
});
