import * as skeleton from "#bpf/skeleton.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import type { EventHooks } from "#events/hooks.ts";
import type { HookInUse } from "./hook_choice.ts";

/**
 * What is there is looked at before it can change, then what others need is attached before them; last what may be
 * needless.
 */
export function byUse(a: EventHooks, b: EventHooks): number {
  return rank(b) - rank(a);
}

function rank({ hooks: [best], for: served, unless }: EventHooks): number {
  if (unless !== undefined) return 0;
  return sectionOf(best?.program ?? "").startsWith("iter/") ? Infinity : served.length;
}

/** In the order of the kinds; behind each those that the same programs catch. */
export function inOrder(
  kinds: readonly EventHooks[],
  hooks: readonly HookInUse[],
  events: readonly string[] | undefined,
): HookInUse[] {
  return kinds.flatMap(({ kind }) => {
    const own = hooks.filter((hook) => hook.kind === kind);
    const others = EVENT_KINDS.filter(({ name, caughtWith }) =>
      caughtWith === kind && events?.includes(name) !== false
    );
    return [...own, ...others.flatMap(({ name }) => own.map((hook) => ({ ...hook, kind: name })))];
  });
}

/** Where a program attaches, in libbpf's words. */
export function sectionOf(name: string): string {
  return skeleton.programs.find((program) => program.name === name)?.section ?? "";
}
