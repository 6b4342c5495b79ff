import type { HotPathOptions } from "#hotpath/types.ts";
import type { LineFilter } from "./options.ts";

/** What the hot path needs of a filter beside its kinds: limits, and of an expression what holds before labels are known. */
export function hotPathFilter(
  { expression, limitPerSecond, sampleOneOf }: LineFilter,
  keepsRecords = false,
): Pick<HotPathOptions, "filter" | "limitPerSecond" | "sampleOneOf"> {
  const limits = {
    ...(limitPerSecond === undefined ? {} : { limitPerSecond }),
    ...(sampleOneOf === undefined ? {} : { sampleOneOf }),
  };
  if (expression === undefined) return limits;
  const { patterns, unanswered } = expression;
  return {
    ...limits,
    filter: {
      keepsRecords,
      tables: patterns.tables,
      unanswered: unanswered.kind === "asked"
        ? { pass: true, predicate: unanswered.predicate }
        : { pass: unanswered.kind === "all" },
    },
  };
}
