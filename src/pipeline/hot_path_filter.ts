import type { HotPathFilter } from "#hotpath/types.ts";
import type { LineFilter } from "./options.ts";

/** What the hot path needs of an expression before labels are known. */
export function hotPathFilter(
  { expression }: LineFilter,
  keepsRecords = false,
): { readonly filter?: HotPathFilter } {
  if (expression === undefined) return {};
  const { patterns, unanswered } = expression;
  return {
    filter: {
      keepsRecords,
      tables: patterns.tables,
      unanswered: unanswered.kind === "asked"
        ? { pass: true, predicate: unanswered.predicate }
        : { pass: unanswered.kind === "all" },
    },
  };
}
