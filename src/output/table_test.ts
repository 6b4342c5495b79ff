import assert from "assert";
import { formatTable } from "./table.ts";

Deno.test("formatTable() aligns columns and leaves nothing behind the last value", () => {
  assert.equal(
    formatTable(["ID", "NAME", "STATE"], [["1", "漢字", "ok"], ["22", "b", ""]]),
    "ID   NAME   STATE\n1    漢字   ok\n22   b\n",
  );
});

Deno.test("formatTable() makes control characters visible", () => {
  assert.equal(formatTable(["NAME"], [["a\x1b[31m\nb"]]), "NAME\na\\x1b[31m\\nb\n");
});

Deno.test("formatTable() takes any number of rows", () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [String(index), "x"]);
  assert.equal(formatTable(["A", "B"], rows).split("\n").length, 200_002);
});
