import assert from "assert";
import * as fc from "fast-check";
import { RE2JS } from "re2js";
import { finds } from "./automaton.ts";
import { compileAutomaton, PatternError } from "./compile.ts";

const PATTERNS = [
  [
    "",
    "^$",
    "a",
    "^a",
    "a$",
    "^abc$",
    "a|b",
    "(ab)*c",
    "a+?b",
    ".",
    "a.c",
    "(?s)a.c",
    "(?i)straße",
  ],
  [
    "[a-c]x",
    "[^a-c]",
    "[[:alpha:]]+\\d",
    "\\bfoo\\b",
    "\\Bo",
    "(?m)^b$",
    "\\Aa\\z",
    "x{2,3}y",
    "é",
  ],
  [
    "\\p{Greek}",
    "\\pN",
    "(?i)k",
    "(?i)S",
    "\\x{1F600}",
    "[\\x{1F600}-\\x{1F64F}]",
    "a\\.b",
    "\\Qa.b\\E",
  ],
  ["(?i)É", "\\s\\S\\w\\W\\D", "(a|ab)(c|bcd)(d*)", "^/(usr/)?s?bin/", "process\\..*", "$a", "a^"],
].flat();
const TEXTS = [
  [
    "",
    "a",
    "abc",
    "xabcx",
    "ab\nb\nc",
    "foo",
    "a foo b",
    "xfoox",
    "A",
    "k",
    "K",
    "ſ",
    "s",
    "é",
    "É",
  ],
  ["STRASSE", "Straße", "a.b", "axb", "😀", "😐x", "αβγ", "9", "x9", "xxy", "xxxxy", "/usr/bin/sh"],
  ["/sbin/init", "process.exec", "a\nc", "\n", " a_-1", "�", "abababc", "abcd", "o", "oo"],
].flat();

Deno.test("compileAutomaton() finds what RE2's own matcher finds", () => {
  for (const pattern of PATTERNS) {
    const automaton = compileAutomaton(pattern);
    const matcher = RE2JS.compile(pattern);
    for (const text of TEXTS) {
      assert.equal(finds(automaton, text), matcher.matcher(text).find(), `${pattern} in ${text}`);
    }
  }
});

Deno.test("compileAutomaton() finds what RE2's own matcher finds, whatever the pattern", () => {
  const piece = fc.constantFrom(
    ...[
      "a",
      "b",
      "é",
      ".",
      "\\b",
      "\\B",
      "^",
      "$",
      "[ab]",
      "[^a]",
      "\\w",
      "\\n",
      "😀",
      "(?:a|b)",
      "c",
    ],
    ...["(?:ab)+", "b*", "a?", "(?i:A)", "|", "\\z", "\\A", "(?m:^)", "(?m:$)", "a{2}", "(?s:.)"],
  );
  const pattern = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(""));
  const text = fc.array(fc.constantFrom("a", "b", "c", "é", "\n", "😀", " ", "A"), { maxLength: 8 })
    .map((characters) => characters.join(""));
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 8 }), (pattern, texts) => {
      const automaton = compileAutomaton(pattern);
      const matcher = RE2JS.compile(pattern);
      for (const text of texts) assert.equal(finds(automaton, text), matcher.matcher(text).find());
    }),
    { numRuns: 2000 },
  );
});

Deno.test("compileAutomaton() refuses what is no pattern, or takes too many states", () => {
  assert.throws(() => compileAutomaton("a("), PatternError);
  assert.throws(() => compileAutomaton("(?=a)"), PatternError);
  assert.throws(() => compileAutomaton("(a|b)*a(a|b){14}"), /more than 4000 states/);
});
