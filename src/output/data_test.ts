import assert from "assert";
import { formatData, formatJson, sorted } from "./data.ts";

Deno.test("formatData() writes JSON and YAML that are safe to print", () => {
  assert.equal(formatData({ a: "\u009b31m\x7f" }, "json"), '{\n  "a": "\\u009b31m\\u007f"\n}\n');
  assert.equal(formatData({ a: ["1", 2] }, "yaml"), 'a:\n  - "1"\n  - 2\n');
  assert.equal(formatData({ a: "\u009b" }, "yaml"), 'a: "\\u009b"\n');
  assert.equal(formatJson({ a: [] }, 0), '{"a":[]}');
});

Deno.test("sorted() orders members at every depth", () => {
  assert.equal(
    JSON.stringify(sorted({ b: [{ d: 1, c: 2 }], a: null })),
    '{"a":null,"b":[{"c":2,"d":1}]}',
  );
});
