/**
 * How the kinds of events are caught, in words.
 *
 * @module
 */

import type { HookInUse } from "#kernel/bpf/hook_choice.ts";

/** One sentence of a kind: by which hook it is caught, or that it is not, and what is lost by that. */
export function hookSentence(hook: HookInUse): string {
  const { kind, program, attach, missing } = hook;
  if (program === undefined) return `${kind} is not caught: ${lossOf(hook)}`;
  const by = `${kind} is caught by ${attach} (${program})`;
  return missing.length === 0 ? by : `${by}, ${lossOf(hook)}`;
}

/** What this kernel does not let be known of a kind, and why; empty when nothing. */
export function lossOf({ program, missing, without, refused }: HookInUse): string {
  const best = refused.at(program === undefined ? -1 : 0);
  const why = best === undefined ? "" : `, as ${best.reason}`;
  if (program === undefined) return without + why;
  return missing.length === 0 ? "" : `without ${missing.join(", ")}${why}`;
}

/** Whether a kind is caught with all there is to it. */
export function isWhole({ program, missing }: HookInUse): boolean {
  return program !== undefined && missing.length === 0;
}
