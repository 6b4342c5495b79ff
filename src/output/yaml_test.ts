import assert from "assert";
import { formatYaml } from "./yaml.ts";

Deno.test("formatYaml() writes block style", () => {
  assert.equal(
    formatYaml({
      a: [{ b: 1, c: ["x"] }, "z", [1, 2]],
      d: {},
      e: [],
      f: undefined,
      g: null,
      h: true,
    }),
    "a:\n  - b: 1\n    c:\n      - x\n  - z\n  - - 1\n    - 2\nd: {}\ne: []\ng: null\nh: true\n",
  );
});

Deno.test("formatYaml() quotes what would not be read as the same text", () => {
  for (
    const text of [
      "",
      "1",
      "1.2.3",
      "yes",
      "No",
      "null",
      "a: b",
      "- a",
      "# a",
      "a #b",
      "a\nb",
      " a",
      "~",
      "0x1",
      "*a",
      "2026-11-23",
    ]
  ) {
    assert.equal(formatYaml(text), `${JSON.stringify(text)}\n`);
  }
  for (const text of ["a", "two words", "/run/a.sock", "a-b_c.d"]) {
    assert.equal(formatYaml(text), `${text}\n`);
  }
});
