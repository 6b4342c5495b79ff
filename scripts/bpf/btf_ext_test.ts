import assert from "assert";
import { btfStrings, readBtfExt } from "./btf_ext.ts";

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

Deno.test("readBtfExt() gives the records of each section", () => {
  const header = [0x1eb9f, 32, 0, 40, 40, 0, 40, 0];
  // records of 8 bytes: two of the section named at 1, one of that named at 3
  const functions = [8, 1, 2, 0, 7, 16, 8, 3, 1, 24, 9];
  const ext = readBtfExt(words(...header, ...functions.slice(0, 10)), (at) => `s${at}`);
  assert.equal(ext.functions.recordSize, 8);
  assert.deepEqual([...ext.functions.bySection.keys()], ["s1", "s3"]);
  assert.deepEqual(ext.functions.bySection.get("s1"), [words(0, 7), words(16, 8)]);
  assert.equal(ext.lines.bySection.size, 0);
});

Deno.test("readBtfExt() refuses what is none", () => {
  assert.throws(() => readBtfExt(words(1, 2, 3, 4, 5, 6, 7, 8), String), /no magic/);
});

Deno.test("btfStrings() gives texts by their offset", () => {
  const btf = new Uint8Array([
    ...words(0xeb9f, 24, 0, 0, 0, 8),
    ...new TextEncoder().encode("\0ab\0cd\0\0"),
  ]);
  const text = btfStrings(btf);
  assert.deepEqual([text(0), text(1), text(4)], ["", "ab", "cd"]);
});
