import assert from "assert";
import { fuzzFilters } from "./fuzz.ts";

Deno.test("filters let pass what the CEL library's own evaluation of the lines does", () => {
  const { expressions, passed, pairs, refused } = fuzzFilters(150_000, Date.now() % 100_000);
  assert.ok(pairs >= 150_000);
  assert.ok(refused < expressions / 4);
  // What is compared is not always no.
  assert.ok(passed > pairs / 100 && passed < pairs / 2);
});
