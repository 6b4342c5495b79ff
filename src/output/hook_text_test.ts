import assert from "assert";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import { hookSentence, isWhole, lossOf } from "./hook_text.ts";

const BEST: HookInUse = {
  kind: "process.exec",
  program: "best",
  attach: "tp_btf/x",
  missing: [],
  without: "nothing is told",
  refused: [],
};
const refused = [
  { program: "best", attach: "tp_btf/x", reason: "the kernel refused best" },
  { program: "other", attach: "tp_btf/y", reason: "this kernel has no tracepoint y" },
];

Deno.test("hookSentence() tells the hook, what is missing and what is lost", () => {
  const { program: _program, attach: _attach, ...none } = BEST;
  assert.equal(hookSentence(BEST), "process.exec is caught by tp_btf/x (best)");
  assert.equal(
    hookSentence({ ...BEST, program: "third", missing: ["a", "b"], refused }),
    "process.exec is caught by tp_btf/x (third), without a, b, as the kernel refused best",
  );
  assert.equal(
    hookSentence({ ...none, refused }),
    "process.exec is not caught: nothing is told, as this kernel has no tracepoint y",
  );
});

Deno.test("a kind is whole when a second hook tells as much as the first", () => {
  const second = { ...BEST, program: "other", refused };
  assert.equal(isWhole(second), true);
  assert.equal(lossOf(second), "");
  assert.equal(isWhole({ ...second, missing: ["a"] }), false);
});
