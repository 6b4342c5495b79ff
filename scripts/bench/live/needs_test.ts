import assert from "assert";
import { sentence } from "./needs.ts";

Deno.test("sentence() names all that is missing at once", () => {
  assert.equal(sentence([]), undefined);
  assert.equal(
    sentence(["root on Linux", "clang"]),
    "No figures of the live kernel: missing root on Linux, clang",
  );
});
