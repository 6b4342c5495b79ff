import type { ProgramRuns } from "#kernel/bpf/bpf.ts";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import { isWhole, lossOf } from "#output/hook_text.ts";
import { formatTable } from "#output/table.ts";

/** How a kind of event is caught, for programs. */
export interface HookRow {
  /** The event, or what critter itself needs it for. */
  readonly kind: string;
  /** Where it is caught, in libbpf's words; absent: nowhere. */
  readonly hook?: string;
  /** The program that catches it. */
  readonly program?: string;
  /** Keys of the line that are missing. */
  readonly missing: readonly string[];
  /** What is lost, and why. */
  readonly loss?: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** Better programs that this kernel does not take, and why. */
  readonly refused: readonly {
    readonly program: string;
    readonly hook: string;
    readonly reason: string;
  }[];
  /** What it costs, where that was measured. */
  readonly cost?: {
    readonly runs: number;
    /** Nanoseconds a run. */
    readonly nsPerRun: number;
  };
}

/** What the verifier says of a helper that lockdown keeps from a program. */
const HELPER_REFUSED = /(?:unknown func|cannot use helper) bpf_probe_read_kernel/;
/** What the loader says where the way around that is missing, which came with Linux 6.2. */
const CAST_MISSING = /no function bpf_rdonly_cast$/;

/** The rows of the hooks, with what was measured by program. */
export function hookRows(
  hooks: readonly HookInUse[],
  costs: ReadonlyMap<string, ProgramRuns>,
): HookRow[] {
  return hooks.map((hook) => {
    const { kind, program, attach, missing, refused } = hook;
    const runs = costs.get(program ?? "");
    return {
      kind,
      ...(attach === undefined ? {} : { hook: attach }),
      ...(program === undefined ? {} : { program }),
      missing,
      ...(isWhole(hook) ? {} : { loss: lossOf(hook), remedy: remedyOf(hook) }),
      refused: refused.map(({ program, attach, reason }) => ({ program, hook: attach, reason })),
      ...(runs === undefined || runs.count === 0n ? {} : { cost: costOf(runs) }),
    };
  });
}

/** The rows for people: a table, and below it what is lost and what to do. */
export function hookTable(rows: readonly HookRow[], title: (text: string) => string): string {
  const measured = rows.some(({ cost }) => cost !== undefined);
  const titles = ["EVENT", "HOOK", "PROGRAM", ...(measured ? ["COST"] : [])];
  const table = formatTable(
    titles,
    rows.map(({ kind, hook = "-", program = "-", cost }) => [
      kind,
      hook,
      program,
      ...(measured ? [cost === undefined ? "no run" : `${cost.nsPerRun} ns`] : []),
    ]),
    title,
  );
  const losses = rows.flatMap(({ kind, loss, remedy }) =>
    loss === undefined ? [] : [`${kind}: ${loss}`, `            ${remedy}`]
  );
  return table + losses.map((line) => `${line}\n`).join("");
}

function costOf({ count, timeNs }: ProgramRuns): NonNullable<HookRow["cost"]> {
  return { runs: Number(count), nsPerRun: Math.round(Number(timeNs) / Number(count)) };
}

/** By the reason that {@linkcode lossOf} gives. */
function remedyOf({ program, refused }: HookInUse): string {
  const why = refused.at(program === undefined ? -1 : 0);
  if (why !== undefined && HELPER_REFUSED.test(why.reason)) {
    const newer = refused.some(({ reason }) => CAST_MISSING.test(reason))
      ? "Use Linux 6.2 or later, or boot"
      : "Boot";
    return `${newer} with lockdown=integrity, or without lockdown, if that must not be`;
  }
  return why === undefined || why.code !== undefined
    ? "Report it with what 'critter doctor --verbose' prints"
    : `Use a kernel that has ${why.attach}`;
}
