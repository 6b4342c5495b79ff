import assert from "assert";
import { AmbiguousError, type Callable, choose } from "./choose.ts";

function one(id: string, ...names: string[]): Callable {
  return { id, names, description: names[0] ?? "nameless" };
}

const ids = (all: readonly Callable[], reference: string, shared = false) =>
  choose(all, reference, "container", shared).map(({ id }) => id);

Deno.test("choose() takes a whole id before a name, and a name before an id's beginning", () => {
  const all = [one("ab"), one("abc", "ffff"), one("ffff0", "ab"), one("0", "abcd")];
  assert.deepEqual(ids(all, "ab"), ["ab"]);
  assert.deepEqual(ids(all, "abc"), ["abc"]);
  assert.deepEqual(ids(all, "ffff"), ["abc"]);
  assert.deepEqual(ids(all, "fff"), ["ffff0"]);
  assert.deepEqual(ids(all, "abcd"), ["0"]);
  assert.deepEqual(ids(all, "x"), []);
});

Deno.test("choose() gives all that hold one id, and refuses several of one name or beginning", () => {
  const all = [one("web"), one("web"), one("ab", "db"), one("ac", "db")];
  assert.deepEqual(ids(all, "web"), ["web", "web"]);
  assert.deepEqual(ids(all, "we"), ["web", "web"]);
  for (const reference of ["a", "db"]) {
    assert.throws(() => ids(all, reference), {
      name: AmbiguousError.name,
      message:
        `Cannot tell which container is meant as 2 match: "${reference}": ab (db), ac (db); give more of the id`,
    });
  }
  assert.deepEqual(ids(all, "db", true), ["ab", "ac"]);
  assert.throws(() => ids(all, "a", true), AmbiguousError);
});

Deno.test("choose() takes an image's id with its algorithm or without", () => {
  const all = [one("sha256:ab"), one("sha256:cd")];
  for (const reference of ["a", "ab", "sha256:a", "sha256:ab"]) {
    assert.deepEqual(ids(all, reference), ["sha256:ab"]);
  }
});

Deno.test("choose() names some of very many", () => {
  const all = Array.from({ length: 20 }, (_, index) => one(`a${index}`));
  assert.throws(() => ids(all, "a"), /as 20 match: "a": a0 .*, a7 \(nameless\) and 12 more; give/);
});
