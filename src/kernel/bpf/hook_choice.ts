/**
 * Chooses by which program each kind of event is caught: the first one that this kernel takes.
 *
 * @module
 */

import type { Hook } from "#events/definition.ts";
import type { EventHooks } from "#events/hooks.ts";
import { KernelError } from "../errno.ts";
import { AttachPointError } from "./object_loader.ts";

/** A program that this kernel does not take. */
export interface RefusedHook {
  /** The program's name. */
  readonly program: string;
  /** Where it would attach, in libbpf's words. */
  readonly attach: string;
  /** In one line. */
  readonly reason: string;
  /** The errno's name, e.g. `EPERM`, when the kernel said no. */
  readonly code?: string;
  /** What the verifier wrote. */
  readonly log?: string;
}

/** How a kind of event is caught. Plain data. */
export interface HookInUse {
  /** The kind. */
  readonly kind: string;
  /** The program that catches it; absent: none could be had. */
  readonly program?: string;
  /** Where it is attached, in libbpf's words. */
  readonly attach?: string;
  /** Keys of the line that are missing. */
  readonly missing: readonly string[];
  /** What is lost when none could be had. */
  readonly without: string;
  /** Better programs that this kernel does not take. */
  readonly refused: readonly RefusedHook[];
}

/** What choosing takes. */
export interface HookChooser {
  /** Loads and attaches a hook's program. Errors of other classes than the kernel's are not caught. */
  attach(hook: Hook): void;
  /** Where a program attaches. */
  sectionOf(program: string): string;
}

/** Attaches a hook for each kind. */
export function chooseHooks(kinds: readonly EventHooks[], chooser: HookChooser): HookInUse[] {
  const chosen: HookInUse[] = [];
  for (const kind of kinds) {
    const { unless } = kind;
    const isNeedless = chosen.some(({ kind, program }) => kind === unless && program !== undefined);
    if (!isNeedless) chosen.push(choose(kind, chooser));
  }
  return chosen;
}

function choose({ kind, hooks, without }: EventHooks, chooser: HookChooser): HookInUse {
  const refused: RefusedHook[] = [];
  for (const hook of hooks) {
    const { program, missing = [] } = hook;
    const attach = chooser.sectionOf(program);
    try {
      chooser.attach(hook);
      return { kind, program, attach, missing, without, refused };
    } catch (error) {
      refused.push({ program, attach, ...refusal(program, error) });
    }
  }
  return { kind, missing: [], without, refused };
}

function refusal(program: string, error: unknown): Omit<RefusedHook, "program" | "attach"> {
  if (error instanceof AttachPointError) return { reason: error.message };
  if (!(error instanceof KernelError)) throw error;
  const { code, log, message } = error;
  const said = lastWord(log ?? "");
  // Without a word of the verifier's it may be a map that could not be made.
  const reason = `the kernel refused ${program} (${
    said === undefined ? message : `${code}: ${said}`
  })`;
  return { reason, code, ...(log === undefined ? {} : { log }) };
}

/** The verifier ends with what it has against a program, and a line or two of statistics. */
function lastWord(log: string): string | undefined {
  return log.split("\n")
    .findLast((line) =>
      line !== "" && !/^(?:processed \d|verification time|stack depth)/.test(line)
    );
}
