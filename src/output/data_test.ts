import assert from "assert";
import { dataFormatter, formatJson, sorted } from "./data.ts";

Deno.test("dataFormatter() writes JSON and YAML that are safe to print", async () => {
  const [json, yaml] = [await dataFormatter("json"), await dataFormatter("yaml")];
  const text = "\u009b31m\x7f\u202e\u2028\ufeff\u{e0041}é🙂";
  assert.equal(
    json({ a: text }),
    '{\n  "a": "\\u009b31m\\u007f\\u202e\\u2028\\ufeff\\udb40\\udc41é🙂"\n}\n',
  );
  assert.equal(yaml({ a: ["1", 2] }), 'a:\n  - "1"\n  - 2\n');
  assert.equal(
    yaml({ [text]: text }),
    `${Array(2).fill('"\\u009b31m\\u007f\\u202e\\u2028\\ufeff\\U000e0041é🙂"').join(": ")}\n`,
  );
  assert.equal(formatJson({ a: [] }, 0), '{"a":[]}');
});

Deno.test("sorted() orders members at every depth", () => {
  assert.equal(
    JSON.stringify(sorted({ b: [{ d: 1, c: 2 }], a: null })),
    '{"a":null,"b":[{"c":2,"d":1}]}',
  );
});
