import assert from "assert";
import { chooseGroups, GROUPS } from "./steps.ts";

Deno.test("chooseGroups() takes words in any order, and without any all groups", () => {
  assert.deepEqual([...chooseGroups(["kernels", "gates"])], ["gates", "kernels"]);
  assert.deepEqual([...chooseGroups([])], Object.keys(GROUPS));
});

Deno.test("chooseGroups() refuses a word that is no group, beside others too, and lists the groups", () => {
  const message =
    "Cannot test kernel, constructor as the groups are gates, unit, real, kernels; without a word all are tested";
  assert.throws(() => chooseGroups(["unit", "kernel", "constructor"]), { message });
});
