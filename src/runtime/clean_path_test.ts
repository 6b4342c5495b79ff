import assert from "assert";
import { cleanPath } from "./clean_path.ts";

Deno.test("cleanPath() takes out what says nothing, and leads up to the root at most", () => {
  assert.equal(cleanPath("/a//b/./c/"), "/a/b/c");
  assert.equal(cleanPath("/a/b/../c"), "/a/c");
  assert.equal(cleanPath("/../../x"), "/x");
  assert.equal(cleanPath("a/b"), "/a/b");
  assert.equal(cleanPath("/.."), "/");
});
