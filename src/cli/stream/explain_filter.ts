import type { CompiledFilter } from "#filter/compiled_filter.ts";
import type { Stage } from "#filter/compile/explain.ts";
import { UsageError } from "../errors.ts";
import type { CliHost } from "../host.ts";
import { lineFilter } from "./options.ts";
import type { FilterFlags } from "./flags.ts";

const WHERE: Readonly<Record<Stage, string>> = {
  kernel: "by the kind of events, before the kernel writes one",
  container:
    "once for each container, when its labels are known; the kernel skips cgroups for which nothing can pass",
  event: "for each event, by a program on its record",
};

/** Prints where each part of a filter is decided. Returns the exit code. */
export async function explainFilter(
  host: CliHost,
  flags: FilterFlags,
  expression: CompiledFilter | undefined,
): Promise<number> {
  if (expression === undefined) {
    throw new UsageError("Cannot explain a filter as none is given; name one with --filter");
  }
  const { explained } = await import("#filter/compile/explain.ts");
  const { eventNames } = await import("#events/kinds.ts");
  const { parts } = explained(expression);
  const lines: string[] = [];
  for (const stage of ["kernel", "container", "event"] as const) {
    const own = parts.filter((part) => part.stage === stage);
    if (own.length === 0) continue;
    lines.push(
      `${WHERE[stage]}:`,
      ...own.map(({ text }) => `  ${text.replace(/\s+/g, " ").trim()}`),
    );
  }
  const { containers, includeHost, types } = lineFilter(flags, expression);
  lines.push(`kinds of events that are caught: ${eventNames(types).join(", ")}`);
  if (!includeHost || containers !== undefined) {
    const { flagsExpression } = await import("./flags_expression.ts");
    lines.push("the other flags, once for each container:");
    lines.push(`  ${flagsExpression(containers, includeHost)}`);
  }
  lines.push(`events whose labels stay unknown: ${UNKNOWN[expression.unanswered.kind]}`);
  host.process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

const UNKNOWN = {
  all: "shown, with the reason",
  none: "not shown",
  asked: "shown, with the reason, where the rest holds whatever their labels may be",
} as const;
