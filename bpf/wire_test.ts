import assert from "assert";
import * as wire from "#wire";
import { wireLayout } from "./skeleton.ts";

/** wasm/wire.ts as the compiler's layout of wire.h gives it. */
function expectedConstants(): Record<string, number> {
  const expected: Record<string, number> = {};
  for (const [struct, { size, members }] of Object.entries(wireLayout.structs)) {
    const prefix = struct.replace("critter_", "").toUpperCase();
    expected[`${prefix}_SIZE`] = size;
    for (const [member, { offset, size }] of Object.entries(members)) {
      const name = `${prefix}_${member.toUpperCase()}`;
      expected[name] = offset;
      // Only names are longer than a number.
      if (size > 8) expected[`${name}_LENGTH`] = size;
    }
  }
  for (const [name, value] of Object.entries(wireLayout.constants)) {
    // Said by every name's length.
    if (name === "CRITTER_LIMIT_COMM_LENGTH") continue;
    expected[name.replace(/^CRITTER_(LIMIT_)?/, "")] = value;
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
