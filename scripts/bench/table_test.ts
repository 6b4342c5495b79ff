import assert from "assert";
import { table } from "./table.ts";

Deno.test("table() pads columns and lets titles stand free of them", () => {
  const rows = [["a title that is longer than its column"], ["ns", "12.5"], ["longer", "1"]];
  assert.equal(
    table(["what", "n"], rows),
    [
      "what       n",
      "------  ----",
      "a title that is longer than its column",
      "ns      12.5",
      "longer     1",
    ].join("\n"),
  );
});
