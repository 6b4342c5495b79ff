import assert from "assert";
import { parseNamePatterns, passesNames } from "./names.ts";
import { FilterSyntaxError } from "./syntax_error.ts";

const passes = (text: string, name?: string) => passesNames(parseNamePatterns(text), name);

Deno.test("passesNames() takes any of the names and globs", () => {
  assert.ok(passes("shop", "shop"));
  assert.ok(passes("shop, default", "default"));
  assert.ok(passes("kube-*,shop", "kube-system"));
  assert.ok(!passes("kube-*,shop", "default"));
});

Deno.test("passesNames() lets ! win, in any order, and takes all the rest where nothing else is given", () => {
  assert.ok(passes("!kube-*", "default"));
  assert.ok(!passes("!kube-*", "kube-system"));
  assert.ok(!passes("*,!kube-system", "kube-system"));
  assert.ok(!passes("!kube-system,*", "kube-system"));
  assert.ok(passes("kube-*,!kube-system", "kube-public"));
  assert.ok(!passes("kube-*,!kube-system", "default"));
});

Deno.test("passesNames() has what has no name fail what asks for one and pass what excludes one", () => {
  assert.ok(!passes("shop", undefined));
  assert.ok(!passes("*", undefined));
  assert.ok(passes("!shop", undefined));
  assert.ok(passes("!*", undefined));
  assert.ok(!passes("!shop,*", undefined));
  assert.ok(passesNames([], undefined));
  assert.ok(passesNames([], "any"));
});

Deno.test("parseNamePatterns() refuses empty names and sets that are not closed", () => {
  for (const text of ["", ",", "a,", ",a", "a,,b", "!", "a,! ", " ", "[a", "a,[b,c]"]) {
    assert.throws(() => parseNamePatterns(text), FilterSyntaxError, text);
  }
});
