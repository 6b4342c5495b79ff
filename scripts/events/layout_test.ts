import assert from "assert";
import { layOut, payloadsOf } from "./layout.ts";

Deno.test("layOut() puts members one behind the other", () => {
  const { members, size } = layOut("x", [
    { name: "a", type: "u16" },
    { name: "b", type: "u16" },
    { name: "c", type: "u32" },
    { name: "d", type: "u64" },
    { name: "e", type: "name16" },
  ]);
  assert.deepEqual(members.map(({ name, offset, size }) => [name, offset, size]), [
    ["a", 0, 2],
    ["b", 2, 2],
    ["c", 4, 4],
    ["d", 8, 8],
    ["e", 16, 16],
  ]);
  assert.equal(size, 32);
});

Deno.test("layOut() refuses what a compiler would pad", () => {
  assert.throws(
    () => layOut("x", [{ name: "a", type: "u16" }, { name: "b", type: "u32" }]),
    /must leave no gap: b would lie at 2/,
  );
  assert.throws(
    () => layOut("x", [{ name: "a", type: "u64" }, { name: "b", type: "u32" }]),
    /must be a multiple of 8: it is 12/,
  );
});

Deno.test("payloadsOf() names a structure once that several kinds share", () => {
  const payload = { struct: "x", comment: "", members: [], texts: [] };
  assert.equal(payloadsOf([{ payload }, { payload: { ...payload } }]).length, 1);
});
