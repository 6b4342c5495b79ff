import assert from "assert";
import { originOf, type Relative } from "./lineage.ts";

const relative = (pid: number, containerId?: string, isFirst = false): Relative => ({
  pid,
  command: `p${pid}`,
  isFirst,
  ...(containerId === undefined ? {} : { containerId }),
});
const SHIM = relative(10);
const FIRST = relative(20, "a", true);

Deno.test("originOf() tells the container's own from what entered it", () => {
  const cases: readonly (readonly [string, string, readonly Relative[], number | undefined])[] = [
    ["host", "it is in no container", [SHIM, relative(1)], undefined],
    ["entrypoint", "it is its container's first process", [FIRST, SHIM], 20],
    ["entrypoint", "it is its container's first process", [FIRST, SHIM], undefined],
    [
      "entrypoint",
      "it descends from its container's first process, 20 p20",
      [relative(30, "a"), relative(21, "a"), FIRST, SHIM],
      20,
    ],
    ["exec", "it was entered from outside, by 10 p10", [relative(40, "a"), SHIM], 20],
    [
      "exec",
      "it descends from 40 p40, which was entered from outside, by 10 p10",
      [relative(41, "a"), relative(40, "a"), SHIM],
      undefined,
    ],
    // A pod that shares the node's pid namespace has no first process of its own: the runtime says which.
    ["entrypoint", "it is its container's first process", [relative(20, "a"), SHIM], 20],
    ["exec", "it was entered from outside, by 20 p20", [relative(50, "b"), FIRST, SHIM], 60],
    [
      "unknown",
      "its parents outside of the container cannot be seen",
      [relative(40, "a")],
      undefined,
    ],
  ];
  for (const [origin, text, line, first] of cases) {
    assert.deepEqual(originOf(line, first), { origin, text });
  }
});

Deno.test("originOf() finds the outer container's process outside of the inner one", () => {
  const line = [relative(30, "inner", true), relative(25, "outer"), relative(20, "outer", true)];
  assert.equal(originOf(line, undefined).origin, "entrypoint");
});
