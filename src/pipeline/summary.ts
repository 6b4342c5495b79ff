import type { HotPath } from "#hotpath/hot_path.ts";
import type { EndReason, WatchSummary } from "./options.ts";

/** What a run did, from the hot path's own counts. */
export function summarize(
  end: EndReason,
  counters: ReturnType<HotPath["counters"]>,
  lost: Readonly<Record<string, bigint>>,
): WatchSummary {
  return {
    end,
    events: {
      resolved: counters.lines_resolved,
      host: counters.lines_host,
      unresolved: counters.lines_unresolved,
    },
    lost: counters.limited === 0n ? lost : { ...lost, limit: counters.limited },
    malformed: counters.malformed,
  };
}
