import assert from "assert";
import { sameMeaning } from "./same_lines.ts";

Deno.test("sameMeaning() takes other escapes and other counts of replacement characters for the same", () => {
  assert.ok(sameMeaning('{"a":"x"}', '{"a":"x"}'));
  assert.ok(sameMeaning('{"a":"\\u0008"}', '{"a":"\\b"}'));
  assert.ok(sameMeaning('{"a":"\ufffd\ufffdx"}', '{"a":"\\ufffdx"}'));
});

Deno.test("sameMeaning() tells other values, and what is no JSON, apart", () => {
  assert.ok(!sameMeaning('{"a":"x"}', '{"a":"y"}'));
  assert.ok(!sameMeaning('{"a":"x"}', '{"a":"x","b":1}'));
  assert.ok(!sameMeaning('{"a":"x"}', '{"a":"x"'));
});
