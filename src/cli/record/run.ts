import type { CliHost } from "../host.ts";
import { sourceOptions } from "../stream/options.ts";
import { guarded } from "../guard.ts";
import { runStream } from "../stream/run_stream.ts";
import type { CommonFlags } from "../common_flags.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { compiledExpression } from "../stream/expression.ts";
import { explainFilter } from "../stream/explain_filter.ts";
import type { ExpressionFlags, FilterFlags, SourceFlags } from "../stream/flags.ts";

/** A recording is of all kinds and places. */
const EVERYTHING: FilterFlags = {
  event: [EVENT_KINDS],
  namespace: [],
  pod: [],
  container: [],
  selector: [],
  host: true,
};

/** Flags of `critter record`. */
export interface RecordFlags extends CommonFlags, SourceFlags, ExpressionFlags {
  /** --max-events. */
  readonly maxEvents?: number;
  /** --force. */
  readonly force: boolean;
}

/** `critter record FILE`. */
export async function record(this: CliHost, flags: RecordFlags, file: string): Promise<void> {
  await guarded(this, flags, async () => {
    const expression = await compiledExpression(flags);
    if (flags.explainFilter) return await explainFilter(this, EVERYTHING, expression);
    return await runStream(this, async (io) => {
      const { record } = await import("#pipeline/live/record.ts");
      return await record({
        ...sourceOptions(flags, this),
        file,
        overwrite: flags.force,
        ...(expression === undefined ? {} : { expression }),
        ...(flags.maxEvents === undefined ? {} : { maxEvents: flags.maxEvents }),
      }, io);
    });
  });
}
