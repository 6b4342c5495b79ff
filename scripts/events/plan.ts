import type { Choice, Condition, EventKind, LineItem, Value } from "#events/definition.ts";
import { PROCESS_LINE } from "#events/record.ts";

/** One step of writing a line. */
export type Step =
  | { readonly step: "literal"; readonly text: string }
  | { readonly step: "value"; readonly value: Value }
  | {
    readonly step: "choice";
    /** Whether most events meet the condition. */
    readonly usual: boolean;
    readonly when: Condition;
    readonly then: readonly Step[];
    readonly otherwise: readonly Step[];
  };

/** Twenty characters of a second, nine of its fraction, and the zone: what a time's place in a literal holds. */
export const TIME_PLACE = "0000-00-00T00:00:00.000000000Z";

/** The objects that are open, outermost first; each has a member already, as it was opened for one. */
type Place = readonly string[];

/** In the line's own object. */
const LINE: Place = [];

/** The steps that write what every line begins with, behind `event`, up to the last value's end. */
export function framePlan(): { readonly steps: readonly Step[]; readonly place: Place } {
  const { steps, place } = plan(PROCESS_LINE, LINE);
  return { steps: merged(steps), place };
}

/** The steps that write what a kind has of its own, from behind the frame to the end of the last object but the line's. */
export function kindPlan({ line }: Pick<EventKind, "line">): readonly Step[] {
  const { steps, place } = plan(line, framePlan().place);
  return merged([...steps, ...closed(place, LINE)]);
}

/** The steps of events as most are: no flag is set, all texts have bytes, members in conditions are 0 but for the usual. */
export function usualSteps(steps: readonly Step[]): readonly Step[] {
  return merged(steps.flatMap((step): readonly Step[] => {
    if (step.step === "choice") {
      return usualSteps(isUsual(step) ? step.then : step.otherwise);
    }
    if (step.step !== "value" || step.value.kind !== "arguments") return [step];
    return [{ step: "literal", text: '["' }, step, { step: "literal", text: '"]' }];
  }));
}

/** Whether most events meet a choice's condition. */
export function isUsual(
  { when, usual }: { readonly when: Condition; readonly usual: boolean },
): boolean {
  return usual || "text" in when;
}

function plan(items: readonly LineItem[], start: Place): { steps: Step[]; place: Place } {
  const steps: Step[] = [];
  let place = start;
  for (const item of items) {
    const planned = "when" in item ? choicePlan(item, place) : fieldPlan(item, place);
    steps.push(...planned.steps);
    place = planned.place;
  }
  return { steps, place };
}

function fieldPlan(
  { name, value }: { readonly name: string; readonly value: Value },
  place: Place,
): { steps: Step[]; place: Place } {
  const objects = name.split(".");
  const key = objects.pop() ?? "";
  const shared = commonLength(place, objects);
  const opening = objects.slice(shared).map((object) => `"${object}":{`).join("");
  return {
    steps: [
      ...closed(place, place.slice(0, shared)),
      { step: "literal", text: `,${opening}"${key}":${quoteOf(value)}` },
      ...(value.kind === "true" ? [] : [{ step: "value", value } as const]),
      { step: "literal", text: value.kind === "true" ? "true" : quoteOf(value) },
    ],
    place: objects,
  };
}

/** Objects that a branch opens it closes; what lies open before it is closed as far as its keys need. */
function choicePlan(
  { usual, when, then, otherwise = [] }: Choice,
  place: Place,
): { steps: Step[]; place: Place } {
  const shared = Math.min(
    place.length,
    ...namesOf([...then, ...otherwise]).map((name) =>
      commonLength(place, name.split(".").slice(0, -1))
    ),
  );
  const start = place.slice(0, shared);
  const branch = (items: readonly LineItem[]) => {
    const planned = plan(items, start);
    return merged([...planned.steps, ...closed(planned.place, start)]);
  };
  return {
    steps: [
      ...closed(place, start),
      {
        step: "choice",
        usual: usual === true,
        when,
        then: branch(then),
        otherwise: branch(otherwise),
      },
    ],
    place: start,
  };
}

function namesOf(items: readonly LineItem[]): string[] {
  return items.flatMap((item) =>
    "when" in item ? namesOf([...item.then, ...item.otherwise ?? []]) : [item.name]
  );
}

function closed(from: Place, to: Place): Step[] {
  const depth = from.length - to.length;
  return depth === 0 ? [] : [{ step: "literal", text: "}".repeat(depth) }];
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((part, index) => part !== b[index]);
  return different < 0 ? a.length : different;
}

/** Values that bring what stands around them: they are no strings, or there may be none in a list. */
const UNQUOTED: readonly Value["kind"][] = [
  "integer",
  "true",
  "arguments",
  "masked_arguments",
  "bits",
  "ancestor",
  "ancestors",
  "party",
];

function quoteOf({ kind }: Value): string {
  return UNQUOTED.includes(kind) ? "" : '"';
}

function merged(steps: readonly Step[]): Step[] {
  const result: Step[] = [];
  for (const step of steps) {
    const last = result.at(-1);
    if (step.step === "literal" && last?.step === "literal") {
      result[result.length - 1] = { step: "literal", text: last.text + step.text };
    } else if (step.step !== "literal" || step.text !== "") result.push(step);
  }
  return result;
}
