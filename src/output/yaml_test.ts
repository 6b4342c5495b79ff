import assert from "assert";
import fc from "fast-check";
import { parse } from "yaml";
import { isSafe } from "./visible.ts";
import { type Plain, yamlFormatter } from "./yaml.ts";

const format = await yamlFormatter();

Deno.test("yamlFormatter() writes block style", () => {
  const shared = { b: 1, c: ["x"] };
  assert.equal(
    format({
      a: [shared, "z", [1, 2], shared],
      d: {},
      e: [],
      f: undefined,
      g: null,
      h: true,
    }),
    "a:\n  - b: 1\n    c:\n      - x\n  - z\n  - - 1\n    - 2\n  - b: 1\n    c:\n      - x\n" +
      "d: {}\ne: []\ng: null\nh: true\n",
  );
});

Deno.test("yamlFormatter() quotes what would not be read as the same text", () => {
  const texts = ["", "1", "yes", "No", "null", "a: b", "- a", "# a", "a #b", "a\nb", " a", "~"];
  const more = [
    "0x1",
    "*a",
    "2026-11-23",
    "1:30",
    "017",
    "=",
    "<<",
    "1_000",
    ".5",
    "y",
    "!a",
    "%a",
  ];
  for (const text of [...texts, ...more, "a\\b\n", "\t", "---", "&a", "@a", "`a", "? a", "| a"]) {
    assert.equal(format(text), `${JSON.stringify(text)}\n`);
  }
  for (
    const text of [
      "a",
      "two words",
      "/run/a.sock",
      "a-b_c.d",
      "registry.example:5000/web@sha256:0a1b",
      `a\\b ${"long ".repeat(60)}end`,
    ]
  ) assert.equal(format(text), `${text}\n`);
});

/** Texts that readers take for something else, and any others. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.string({
    unit: fc.constantFrom(...`0123456789abefnoxysNY_.:-+~#'"[]{}&*!|>%@\`?<=,\\/ \t\n\r`),
  }),
  fc.constantFrom(
    "yes",
    "Off",
    "0o17",
    "0b1",
    "1e3",
    ".inf",
    ".NaN",
    "12:30:45",
    "1_0",
    "null",
    "<<",
  ),
);
const { tree } = fc.letrec<{ tree: Plain }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(text, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

for (const version of ["1.1", "1.2"] as const) {
  Deno.test(`what yamlFormatter() writes is the same data to a reader of YAML ${version}, and safe to print`, () => {
    fc.assert(
      fc.property(tree, (value) => {
        const written = format(value);
        const read = parse(written, { version, logLevel: "silent" });
        assert.deepEqual(read, JSON.parse(JSON.stringify(value)), written);
        for (const line of written.split("\n")) assert(isSafe(line), line);
      }),
      { numRuns: 2000 },
    );
  });
}
