import assert from "assert";
import { UsageError } from "../errors.ts";
import { compilePattern } from "./pattern.ts";

const PLACE = { flag: "name", command: "ps" };

Deno.test("compilePattern() reads Go's syntax", async () => {
  const table: readonly [pattern: string, matching: string, other: string][] = [
    ["[[:alpha:]]", "0a", "0:]"],
    ["^[[:^digit:]]+$", "web", "web0"],
    ["\\Aweb\\z", "web", "web\n"],
    ["\\pL", "0é", "0-"],
    ["^\\p{Greek}+$", "αβ", "ab"],
    ["\\PL", "a0", "abc"],
    ["\\p{^L}", "a0", "abc"],
    ["\\Qa.b\\E", "a.b", "axb"],
    ["\\x{63}", "c", "x"],
    ["\\x{1F600}", "😀", "x"],
    ["^.$", "😀", "ab"],
    ["(?P<x>we)b", "web", "wb"],
    ["(?<x>we)b", "web", "wb"],
    ["(?U)^a+$", "aaa", "b"],
    ["(?i)^WEB", "web-0", "a web"],
    ["^(?i:WEB)-X$", "web-X", "web-x"],
    ["(?s)a.b", "a\nb", "ab"],
    ["(?m)^b$", "a\nb", "ab"],
    ["(?i-s)A.B", "axb", "a\nb"],
    ["a\\-b", "a-b", "ab"],
    ["a{,2}", "a{,2}", "aa"],
    ["^x*$", "", "y"],
    ["\\d", "1", "٣"],
    ["\\a", "\x07", "a"],
    ["\\07", "\x07", "07"],
  ];
  for (const [pattern, matching, other] of table) {
    const { test } = await compilePattern(pattern, PLACE);
    assert.deepEqual([test(matching), test(other), test(matching)], [true, false, true], pattern);
  }
});

Deno.test("compilePattern() refuses what Go refuses, with the reason", async () => {
  await assert.rejects(compilePattern("[a", PLACE), {
    name: UsageError.name,
    message:
      `Cannot use --name as it must be a regular expression of Go's (missing closing ]): "[a"; see 'critter ps --help'`,
  });
  for (
    const pattern of [
      "(",
      "a)",
      "*",
      "a**",
      "(?=a)",
      "(?<!a)b",
      "(a)\\1",
      "\\8",
      "\\C",
      "\\Z",
      "\\é",
      "[b-a]",
      "a{2,1}",
    ]
      .concat([
        "a{1001}",
        "\\p{Nothing}",
        "[[:nothing:]]",
        "(?P<x",
        "(?z)",
        "\\",
        "\\x{110000}",
        "(?:a{500}){3}",
        "(?P<x>a)(?P<x>b)",
      ])
  ) await assert.rejects(compilePattern(pattern, PLACE), UsageError, pattern);
});

Deno.test("compilePattern() takes linear time", async () => {
  const { test } = await compilePattern("^(a+)+$", PLACE);
  assert.equal(test(`${"a".repeat(20_000)}b`), false);
});
