import assert from "assert";
import * as wire from "#wire";
import { wireLayout } from "./skeleton.ts";

/** wasm/wire.ts as the compiler's layout of wire.h gives it. */
function expectedConstants(): Record<string, number> {
  const expected: Record<string, number> = {};
  for (const [struct, { size, members }] of Object.entries(wireLayout.structs)) {
    const prefix = struct.replace("critter_", "").toUpperCase();
    expected[`${prefix}_SIZE`] = size;
    for (const [member, { offset }] of Object.entries(members)) {
      expected[`${prefix}_${member.toUpperCase()}`] = offset;
    }
  }
  for (const [name, value] of Object.entries(wireLayout.constants)) {
    expected[name.replace(/^CRITTER_(LIMIT_)?/, "").replace(/^COMM_/, "RECORD_COMM_")] = value;
  }
  return expected;
}

Deno.test("wasm/wire.ts names what the built object lays out, no more and no less", () => {
  assert.deepEqual({ ...wire }, expectedConstants());
});

Deno.test("wireLayout has no gaps in its structures", () => {
  for (const [name, { size, members }] of Object.entries(wireLayout.structs)) {
    const filled = Object.values(members).reduce((sum, member) => sum + member.size, 0);
    assert.equal(filled, size, name);
  }
});
