import assert from "assert";
import { bootSalt, readBootSalt } from "./boot_salt.ts";

Deno.test("readBootSalt() gives the same number again and again", () => {
  const salt = readBootSalt();
  assert(salt > 0n && salt < 1n << 64n);
  assert.equal(readBootSalt(), salt);
});

Deno.test("bootSalt() takes the first 64 bits of a boot's id", () => {
  assert.equal(bootSalt("6b4d5f31-9a3e-4f0e-8000-000000000001\n"), 0x6b4d5f319a3e4f0en);
  for (const none of ["", "6b4d5f31", "not an id of any boot at all"]) {
    assert.equal(bootSalt(none), 0n);
  }
});
