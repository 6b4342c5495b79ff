import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { KernelPrograms } from "#kernel/bpf/programs.ts";
import { errorSentence } from "../errors.ts";
import { type Check, fail, ok } from "./check.ts";

const TITLE = "Trial load";
/** Enough to attach; the ring is gone again at once. */
const TRIAL_RING_BYTES = 64 * 1024;

/** The outcome of a trial load. */
export interface LoadTrial {
  /** The verdict. */
  readonly check: Check;
  /** What the verifier wrote, for --verbose. */
  readonly log?: string;
}

/** Loads and attaches the programs as they tell of `hierarchy`, and takes them away again. */
export function tryLoad(hierarchy: Hierarchy): LoadTrial {
  try {
    using _programs = KernelPrograms.load({ ringBytes: TRIAL_RING_BYTES, hierarchy });
    return { check: ok("K005", TITLE, "the kernel took the programs") };
  } catch (error) {
    const [detail, remedy] = splitRemedy(errorSentence(error));
    const check = fail("K005", TITLE, detail, remedy);
    const log = error instanceof Error && "log" in error ? error.log : undefined;
    return typeof log === "string" ? { check, log } : { check };
  }
}

/** Errors end with what to do, behind the last semicolon. */
function splitRemedy(sentence: string): [detail: string, remedy: string] {
  const at = sentence.lastIndexOf("; ");
  if (at < 0) return [sentence, "Mend the failed checks above first"];
  const remedy = sentence.slice(at + 2);
  return [sentence.slice(0, at), `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}`];
}
