import type { Condition, Value } from "#events/definition.ts";
import type { Step } from "./plan.ts";

/** What steps read of a payload. */
export interface Needs {
  readonly members: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
}

/** The members and texts that steps write or ask. */
export function needsOf(steps: readonly Step[]): Needs {
  const members = new Set<string>();
  const texts = new Set<string>();
  const note = (what: Value | Condition) => {
    if ("member" in what) members.add(what.member);
    if ("text" in what) texts.add(what.text);
    if ("kind" in what && what.kind === "exec_id") {
      for (const name of [what.start, what.pid, what.run]) members.add(name);
    }
  };
  const visit = (step: Step) => {
    if (step.step === "value") note(step.value);
    if (step.step !== "choice") return;
    note(step.when);
    for (const inner of [...step.then, ...step.otherwise]) visit(inner);
  };
  for (const step of steps) visit(step);
  return { members, texts };
}

/**
 * The members in their order that the code must load: those written, and the lengths of all texts up to the last.
 *
 * @throws {RangeError} When the payload lacks one.
 */
export function membersToLoad(
  { members, texts }: Needs,
  payload: {
    readonly members: readonly { readonly name: string }[];
    readonly texts: readonly { readonly name: string; readonly length: string }[];
  },
): string[] {
  const last = payload.texts.findLastIndex(({ name }) => texts.has(name));
  const lengths = new Set(payload.texts.slice(0, last + 1).map(({ length }) => length));
  const names = payload.members.map(({ name }) => name);
  for (const name of members) {
    if (!names.includes(name)) {
      throw new RangeError(`Cannot find the member ${name} as the payload has ${names.join(", ")}`);
    }
  }
  return names.filter((name) => members.has(name) || lengths.has(name));
}
