import assert from "assert";
import type { LineItem, Value } from "#events/definition.ts";
import { framePlan, kindPlan, type Step, usualSteps } from "./plan.ts";

const NUMBER: Value = { kind: "integer", member: "n" };

function field(name: string, value: Value = NUMBER): LineItem {
  return { name, value, meaning: "" };
}

/** The text that steps write, with `#` for a value and choices as `[when?then:otherwise]`. */
function written(steps: readonly Step[]): string {
  return steps.map((step) => {
    if (step.step === "literal") return step.text;
    if (step.step === "value") return "#";
    const name = Object.values(step.when)[0];
    return `[${name}?${written(step.then)}:${written(step.otherwise)}]`;
  }).join("");
}

function lineOf(...line: LineItem[]): string {
  return written(kindPlan({ line }));
}

Deno.test("framePlan() is what every line has between event and the kind's own keys", () => {
  assert.equal(
    written(framePlan().steps),
    ',"thread":{"id":#,"name":"#"},"process":{"pid":#,"parent_pid":#,"user":{"id":#},' +
      '"creation":{"time":"#"}[run?,"exec_id":"#":][origin?,"origin":"#":]' +
      '[entry_pid?,"entry":{"exec_id":"#"}:]',
  );
});

Deno.test("kindPlan() closes and opens objects as keys need it", () => {
  assert.equal(lineOf(), "}");
  assert.equal(lineOf(field("process.a"), field("process.b")), ',"a":#,"b":#}');
  assert.equal(lineOf(field("process.x.a"), field("process.x.y.b")), ',"x":{"a":#,"y":{"b":#}}}');
  assert.equal(
    lineOf(field("oom.a"), field("oom.b.c"), field("z")),
    '},"oom":{"a":#,"b":{"c":#}},"z":#',
  );
  assert.equal(lineOf(field("process.t", { kind: "true" })), ',"t":true}');
  assert.equal(lineOf(field("process.s", { kind: "string", text: "s" })), ',"s":"#"}');
});

Deno.test("kindPlan() leaves open what both branches of a choice leave open", () => {
  const flag = { flag: "f" };
  assert.equal(
    lineOf(
      field("process.x.a"),
      { when: flag, then: [field("process.x.b")] },
      field("process.x.c"),
    ),
    ',"x":{"a":#[f?,"b":#:],"c":#}}',
  );
  assert.equal(
    lineOf({ when: flag, then: [field("process.x.a")], otherwise: [field("process.x.b")] }),
    '[f?,"x":{"a":#}:,"x":{"b":#}]}',
  );
});

Deno.test("kindPlan() opens in a branch what only the branch needs", () => {
  const inner: LineItem = { when: { flag: "f" }, then: [field("process.x.a")] };
  assert.equal(lineOf(inner, field("process.b")), '[f?,"x":{"a":#}:],"b":#}');
});

Deno.test("usualSteps() takes no flag, all texts, and members that are 0", () => {
  const line: LineItem[] = [
    { when: { flag: "f" }, then: [field("process.flagged")] },
    { when: { text: "t" }, then: [field("process.args", { kind: "arguments", text: "t" })] },
    { when: { member: "m" }, then: [field("process.m")], otherwise: [field("process.none")] },
  ];
  assert.equal(written(usualSteps(kindPlan({ line }))), ',"args":["#"],"none":#}');
});

Deno.test("usualSteps() takes a member's own word for it where most have it", () => {
  const line: LineItem[] = [
    { usual: true, when: { member: "m" }, then: [field("process.m")] },
    field("process.list", { kind: "ancestors", text: "t" }),
    field("process.bits", { kind: "bits", member: "b", words: ["a"] }),
    field("process.word", { kind: "word", member: "w", words: ["a"] }),
  ];
  assert.equal(
    written(usualSteps(kindPlan({ line }))),
    ',"m":#,"list":#,"bits":#,"word":"#"}',
  );
});
