import assert from "assert";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import { loadCheck } from "./load_check.ts";

const CAUGHT: HookInUse = {
  kind: "process.exec",
  program: "p",
  attach: "tp_btf/p",
  missing: [],
  without: "w",
  refused: [],
};
const { program: _program, ...LOST } = CAUGHT;

Deno.test("loadCheck() fails where programs that begin or end cannot be told of", () => {
  const verdict = (...hooks: HookInUse[]): string => loadCheck({ hooks }).status;
  assert.equal(verdict(CAUGHT), "ok");
  assert.equal(verdict({ ...CAUGHT, missing: ["x"] }), "warn");
  assert.equal(verdict(CAUGHT, { ...LOST, kind: "cgroup.mkdir" }), "warn");
  assert.equal(verdict(CAUGHT, { ...LOST, kind: "oom.kill" }), "warn");
  assert.equal(verdict(CAUGHT, { ...LOST, kind: "runs of programs" }), "warn");
  assert.equal(verdict(LOST), "fail");
});

Deno.test("loadCheck() takes what to do out of a refusal", () => {
  assert.deepEqual(loadCheck({ refusal: "Cannot load it as it must be so: no; make it so" }), {
    code: "K005",
    title: "Trial load",
    status: "fail",
    detail: "Cannot load it as it must be so: no",
    remedy: "Make it so",
  });
});
