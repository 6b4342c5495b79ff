import assert from "assert";
import { countTests, ignoredTests } from "./run_step.ts";

Deno.test("countTests() reads the last summary of deno test", () => {
  const text = "a ... ok (1ms)\n\nok | 12 passed (3 steps) | 0 failed | 2 ignored (1s)\n";
  assert.deepEqual(countTests(text), { passed: 12, failed: 0 });
  assert.deepEqual(countTests("FAILED | 1 passed | 2 failed (6ms)"), { passed: 1, failed: 2 });
  assert.strictEqual(countTests("error: Type checking failed."), undefined);
});

Deno.test("countTests() reads the last line of the fault suite", () => {
  const text = "one fault     1   1   0   0   0   2.0 s\n46 passed, 2 failed (seed 1)\n";
  assert.deepEqual(countTests(text), { passed: 46, failed: 2 });
});

Deno.test("ignoredTests() names what deno test left out", () => {
  assert.deepEqual(ignoredTests("one ... ok (1ms)\ntwo parts ... ignored (0ms)\n"), ["two parts"]);
});
