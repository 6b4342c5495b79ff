import assert from "assert";
import { isTold } from "./kernel.ts";

Deno.test("isTold() knows to whom the kernel tells how a process ended", () => {
  const status = (uid: number, capabilities: string) =>
    `Name:\tsh\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nCapEff:\t${capabilities}\n`;
  const none = "0000000000000000";
  assert.ok(isTold(status(0, "000001ffffffffff"), status(1000, none)));
  assert.ok(isTold(status(1000, none), status(1000, none)));
  assert.ok(isTold(status(1000, "0000000000080000"), status(0, none)));
  assert.ok(!isTold(status(1000, none), status(0, none)));
  // Root in a container has few capabilities.
  assert.ok(!isTold(status(0, "00000000a80425fb"), status(1000, none)));
  assert.ok(!isTold("", ""));
});
