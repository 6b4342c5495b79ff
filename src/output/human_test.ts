import assert from "assert";
import { formatAge, formatBytes, formatMemory } from "./human.ts";

Deno.test("formatAge() says ages as crictl does", () => {
  const ages: [number, string][] = [
    [-5, "Less than a second ago"],
    [999, "Less than a second ago"],
    [1000, "1 second ago"],
    [59_999, "59 seconds ago"],
    [60_000, "About a minute ago"],
    [120_000, "2 minutes ago"],
    [3_599_000, "59 minutes ago"],
    [3_600_000, "About an hour ago"],
    [5_400_000, "2 hours ago"],
    [47 * 3_600_000, "47 hours ago"],
    [48 * 3_600_000, "2 days ago"],
    [14 * 86_400_000, "2 weeks ago"],
    [60 * 86_400_000, "2 months ago"],
    [730 * 86_400_000, "2 years ago"],
  ];
  for (const [ms, text] of ages) assert.equal(formatAge(ms), text);
});

Deno.test("formatBytes() says sizes as crictl does", () => {
  assert.equal(formatBytes(0), "0B");
  assert.equal(formatBytes(999), "999B");
  assert.equal(formatBytes(4_673_530, 3), "4.67MB");
  assert.equal(formatBytes(1_234_567_890), "1.235GB");
  assert.equal(formatBytes(999_960, 3), "1000kB");
});

Deno.test("formatMemory() writes powers of 1024 with at most one digit behind the point", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [64 * 2 ** 20, "64 MiB"],
    [64 * 2 ** 20 - 1, "64 MiB"],
    [1.5 * 2 ** 30, "1.5 GiB"],
    [2 ** 30 - 1, "1 GiB"],
    [2 ** 63, "8 EiB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatMemory(bytes), text);
});
