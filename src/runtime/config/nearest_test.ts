import assert from "assert";
import { nearest } from "./nearest.ts";

Deno.test("nearest() finds what was probably meant, and nothing far away", () => {
  const names = ["timeout", "debug", "max-retries", "runtime-endpoint", "image-endpoint"];
  const table: readonly (readonly [string, string | undefined])[] = [
    ["timout", "timeout"],
    ["Time-Out", "timeout"],
    ["max_retries", "max-retries"],
    ["runtimeEndpoint", "runtime-endpoint"],
    ["degub", "debug"],
    ["image-endpoints", "image-endpoint"],
    ["endpoint", undefined],
    ["x", undefined],
    ["", undefined],
  ];
  for (const [word, name] of table) assert.equal(nearest(word, names), name, word);
  assert.equal(nearest("a".repeat(1000), names), undefined);
});
