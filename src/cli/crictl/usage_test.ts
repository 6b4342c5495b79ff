import assert from "assert";
import Long from "long";
import { amount, cpuPercent } from "./usage.ts";

const cpu = (timestamp: number, used: number) => ({
  timestamp: Long.fromNumber(timestamp),
  usageCoreNanoSeconds: { value: Long.fromNumber(used) },
});

Deno.test("cpuPercent() is the share of one CPU between two samples", () => {
  assert.equal(cpuPercent(cpu(2e9, 6e8), cpu(1e9, 1e8)), "50.00");
  assert.equal(cpuPercent(cpu(2e9, 4e9), cpu(1e9, 1e9)), "300.00");
  assert.equal(cpuPercent(cpu(1e9, 1e8), cpu(1e9, 1e8)), undefined);
  assert.equal(cpuPercent(cpu(1e9, 0), undefined), "0.00");
});

Deno.test("amount() is 0 for what was not sent", () => {
  assert.equal(amount(undefined), 0);
  assert.equal(amount({ value: Long.fromNumber(7) }), 7);
});
