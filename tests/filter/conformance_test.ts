import assert from "assert";
import { conformanceTests, runTest } from "./conformance.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/filters.md", import.meta.url));

Deno.test("CEL's own conformance tests pass in every way that can carry them out, or are refused", () => {
  let [all, passed, inPrograms] = [0, 0, 0];
  const wrong: string[] = [];
  for (const test of conformanceTests()) {
    all++;
    const outcome = runTest(test);
    if (outcome.kind === "wrong") wrong.push(`${test.name}: ${outcome.way} gives ${outcome.gave}`);
    if (outcome.kind !== "passed") continue;
    passed++;
    if (outcome.ways.includes("program")) inPrograms++;
  }
  assert.deepEqual(wrong, []);
  const counts = `Of ${all} tests ${passed} pass, ${inPrograms} of these on records too, and ${
    all - passed
  } are refused`;
  assert.ok(PAGE.replace(/\s+/g, " ").includes(counts), `docs/filters.md must say: ${counts}`);
});
