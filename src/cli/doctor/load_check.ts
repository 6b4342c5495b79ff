import { EVENT_KINDS } from "#events/kinds.ts";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import { isWhole } from "#output/hook_text.ts";
import type { Trial } from "../trial.ts";
import { type Check, fail, ok, warn } from "./check.ts";

const TITLE = "Trial load";

/** Judges a trial load: the main job is to tell of the programs that begin and end. */
export function loadCheck(trial: Trial): Check {
  if ("refusal" in trial) return fail("K005", TITLE, ...splitRemedy(trial.refusal));
  const gaps = trial.hooks.filter((hook) => !isWhole(hook));
  if (gaps.length === 0) return ok("K005", TITLE, "the kernel took the programs");
  const names = gaps.map(({ kind }) => kind).join(", ");
  const detail = `this kernel does not let be caught, or not with all fields: ${names}`;
  const remedy = "See the table below for what is lost and what to do";
  return gaps.some(isMainJob)
    ? fail("K005", TITLE, detail, remedy)
    : warn("K005", TITLE, detail, remedy);
}

/** Whether the main job can't be done without this one. */
function isMainJob({ kind, program }: HookInUse): boolean {
  return program === undefined &&
    EVENT_KINDS.some(({ name, byDefault, frequent }) =>
      byDefault && frequent === true && name === kind
    );
}

/** Errors end with what to do, behind the last semicolon. */
function splitRemedy(sentence: string): [detail: string, remedy: string] {
  const at = sentence.lastIndexOf("; ");
  if (at < 0) return [sentence, "Mend the failed checks above first"];
  const remedy = sentence.slice(at + 2);
  return [sentence.slice(0, at), `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}`];
}
