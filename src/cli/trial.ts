import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import { KernelPrograms } from "#kernel/bpf/programs.ts";
import { errorSentence } from "./errors.ts";

/** Enough to attach, and for what is measured meanwhile; the ring is gone again at once. */
const TRIAL_RING_BYTES = 1 << 20;

/** What became of a trial load. */
export type Trial =
  /** The programs were loaded and attached, and are gone again. */
  | { readonly hooks: readonly HookInUse[] }
  /** No event can be caught: one sentence, and what the verifier wrote. */
  | { readonly refusal: string; readonly log?: string };

/**
 * Loads and attaches the programs of every kind of event, and takes them away again.
 *
 * @param meanwhile What to do while they are attached.
 */
export function tryLoad(
  hierarchy: Hierarchy,
  meanwhile: (programs: KernelPrograms) => void = () => {},
): Trial {
  try {
    using programs = KernelPrograms.load({ ringBytes: TRIAL_RING_BYTES, hierarchy });
    meanwhile(programs);
    return { hooks: programs.hooks };
  } catch (error) {
    const refusal = errorSentence(error);
    const log = error instanceof Error && "log" in error ? error.log : undefined;
    return typeof log === "string" ? { refusal, log } : { refusal };
  }
}
