import assert from "assert";
import fc from "fast-check";
import { matchesGlob, parseGlob } from "./glob.ts";
import { FilterSyntaxError } from "./syntax_error.ts";

const TABLE: readonly [pattern: string, matching: readonly string[], other: readonly string[]][] = [
  ["web", ["web"], ["", "we", "webb", "Web", "aweb"]],
  ["*", ["", "a", "a-b.c"], []],
  ["web-*", ["web-", "web-0", "web-a-b"], ["web", "aweb-0"]],
  ["*-web", ["-web", "a-web", "web-web"], ["web", "a-webb"]],
  ["a*b*c", ["abc", "a1b2c", "abbc", "abcbc"], ["ab", "acb", "abcd"]],
  ["web-?", ["web-0", "web-é"], ["web-", "web-10"]],
  ["web-[0-2]", ["web-0", "web-2"], ["web-3", "web-", "web-[0-2]"]],
  ["web-[!0-2]", ["web-3", "web-x"], ["web-0", "web-"]],
  ["web-[^0]", ["web-1"], ["web-0"]],
  ["[]a]", ["]", "a"], ["b", ""]],
  ["[!]]", ["a"], ["]"]],
  ["[a-]", ["a", "-"], ["b"]],
  ["[a-cx]", ["b", "x"], ["d"]],
  ["[^-a]", ["b"], ["-", "a"]],
  ["a.b", ["a.b"], ["axb"]],
  ["a+(b)", ["a+(b)"], ["ab", "aab"]],
  ["**", ["", "x"], []],
  ["*a*", ["a", "bab"], ["", "b"]],
];

Deno.test("matchesGlob() matches whole names", () => {
  for (const [pattern, matching, other] of TABLE) {
    const glob = parseGlob(pattern);
    for (const name of matching) assert.ok(matchesGlob(glob, name), `${pattern} ${name}`);
    for (const name of other) assert.ok(!matchesGlob(glob, name), `not ${pattern} ${name}`);
  }
});

Deno.test("parseGlob() refuses a set that is not closed or runs backwards", () => {
  for (const pattern of ["[", "a[", "[]", "[!]", "[a", "a*[bc"]) {
    assert.throws(() => parseGlob(pattern), /must close every \[/, pattern);
  }
  assert.throws(() => parseGlob("[z-a]"), /its range z-a must not run backwards/);
});

Deno.test("matchesGlob() matches what the same regular expression matches", () => {
  const part = fc.oneof(
    fc.constantFrom("a", "b", "-").map((text) => ({ text, regexp: RegExp.escape(text) })),
    fc.constant({ text: "*", regexp: ".*" }),
    fc.constant({ text: "?", regexp: "." }),
    fc.constant({ text: "[ab]", regexp: "[ab]" }),
    fc.constant({ text: "[!a]", regexp: "[^a]" }),
  );
  const name = fc.array(fc.constantFrom("a", "b", "-"), { maxLength: 8 });
  fc.assert(fc.property(fc.array(part, { maxLength: 6 }), name, (parts, letters) => {
    const pattern = parts.map(({ text }) => text).join("");
    const regexp = new RegExp(`^${parts.map(({ regexp }) => regexp).join("")}$`);
    const text = letters.join("");
    assert.equal(matchesGlob(parseGlob(pattern), text), regexp.test(text), `${pattern} ${text}`);
  }));
});

const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) =>
  String.fromCodePoint(code)
);

Deno.test("parseGlob() reads any text or throws a FilterSyntaxError, and text without * ? [ matches itself", () => {
  fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => {
    try {
      const glob = parseGlob(text);
      if (!/[*?[]/.test(text)) assert.ok(matchesGlob(glob, text));
    } catch (error) {
      assert.ok(error instanceof FilterSyntaxError);
    }
  }));
});

Deno.test("matchesGlob() takes no exponential time", () => {
  const glob = parseGlob("a*".repeat(100) + "b");
  assert.ok(!matchesGlob(glob, "a".repeat(2000)));
});
