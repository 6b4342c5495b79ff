import assert from "assert";
import { damagedTalk, wrongEnd } from "#tests/faults/fuzz/http2.ts";
import { Random } from "#tests/faults/fuzz/random.ts";

const TALKS = 5_000;

Deno.test("whatever a server sends, each call ends once and says what the server did", async () => {
  const random = new Random(1);
  for (let i = 0; i < TALKS; i++) {
    const bytes = damagedTalk(random);
    assert.equal(await wrongEnd(bytes, random), undefined, `talk ${i}: ${bytes}`);
  }
});
