import assert from "assert";
import { formatAge, formatBytes } from "./human.ts";

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
