import assert from "assert";
import type { Condition, EventKind } from "#events/definition.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { framePlan, kindPlan, type Step, usualSteps } from "./plan.ts";

function nameOf(condition: Condition): string {
  return Object.entries(condition).flat().join(" ");
}

/** The conditions that steps ask. */
function conditionsOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) =>
    step.step === "choice"
      ? [nameOf(step.when), ...conditionsOf(step.then), ...conditionsOf(step.otherwise)]
      : []
  );
}

/** What a value is written as, with the quotes that its literals lack. */
const SHAPES: Readonly<Record<string, string>> = {
  arguments: "[]",
  bits: "[]",
  ancestors: "[]",
  ancestor: "{}",
  party: "{}",
};

/** What steps write where those conditions hold. */
function written(steps: readonly Step[], holding: ReadonlySet<string>): string {
  return steps.map((step) => {
    if (step.step === "literal") return step.text;
    if (step.step === "value") return SHAPES[step.value.kind] ?? "0";
    return written(holding.has(nameOf(step.when)) ? step.then : step.otherwise, holding);
  }).join("");
}

/** Fails where an object has a key twice, or the text is no JSON. */
function assertKeysOnce(text: string): void {
  let values = 0;
  JSON.parse(text, (_, value) => {
    values++;
    return value;
  });
  // A key that comes again replaces the value before, so fewer are left than were written. All lists are empty.
  const keys = [...text.matchAll(/"[^"]*":/g)].length;
  assert.equal(values, keys + 1, text);
}

/** Sets of conditions: none, all, each alone, each missing, each two. */
function* holdings(conditions: readonly string[]): Generator<ReadonlySet<string>> {
  yield new Set();
  yield new Set(conditions);
  for (const [index, one] of conditions.entries()) {
    yield new Set([one]);
    yield new Set(conditions.filter((condition) => condition !== one));
    for (const other of conditions.slice(index + 1)) {
      yield new Set([one, other]);
      yield new Set(conditions.filter((condition) => condition !== one && condition !== other));
    }
  }
}

function lineOf(kind: EventKind, holding: ReadonlySet<string>): string {
  return `{"time":0${written(framePlan().steps, holding)}${written(kindPlan(kind), holding)}}`;
}

for (const kind of EVENT_KINDS) {
  Deno.test(`a line of ${kind.name} is JSON that has no key twice, whatever its record has`, () => {
    const steps = [...framePlan().steps, ...kindPlan(kind)];
    for (const holding of holdings([...new Set(conditionsOf(steps))])) {
      assertKeysOnce(lineOf(kind, holding));
    }
    const usual = `${written(usualSteps(framePlan().steps), new Set())}${
      written(usualSteps(kindPlan(kind)), new Set())
    }`;
    // The fast writer's literals bring the brackets of arguments.
    assertKeysOnce(`{"time":0${usual.replaceAll('["[]"]', "[]")}}`);
  });
}

Deno.test("what looks for keys that come twice finds them, also in an object within", () => {
  assert.throws(() => assertKeysOnce('{"a":0,"a":0}'));
  assert.throws(() => assertKeysOnce('{"a":{"b":0},"c":0,"a":{"b":0}}'));
  assertKeysOnce('{"a":{"b":0},"b":[],"c":{}}');
});
