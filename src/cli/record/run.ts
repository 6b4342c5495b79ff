import type { CliHost } from "../host.ts";
import { sourceOptions } from "../stream/options.ts";
import { guarded } from "../guard.ts";
import { runStream } from "../stream/run_stream.ts";
import type { CommonFlags } from "../common_flags.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { compiledExpression } from "../stream/expression.ts";
import { redactionOf, tellRedaction } from "../stream/redaction.ts";
import { explainFilter } from "../stream/explain_filter.ts";
import type { ExpressionFlags, FilterFlags, RedactionFlags, SourceFlags } from "../stream/flags.ts";

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
export interface RecordFlags extends CommonFlags, SourceFlags, ExpressionFlags, RedactionFlags {
  /** --max-events. */
  readonly maxEvents?: number;
  /** --force. */
  readonly force: boolean;
}

/** `critter record FILE`. */
export async function record(this: CliHost, flags: RecordFlags, file: string): Promise<void> {
  await guarded(this, flags, async () => {
    const expression = await compiledExpression(flags);
    const redaction = await redactionOf(flags);
    if (flags.explainFilter) return await explainFilter(this, EVERYTHING, expression);
    return await runStream(this, async (io) => {
      tellRedaction(redaction, io);
      const { record } = await import("#pipeline/live/record.ts");
      return await record({
        ...sourceOptions(flags, this),
        file,
        overwrite: flags.force,
        ...(redaction === undefined ? {} : { redaction }),
        ...(expression === undefined ? {} : { expression }),
        ...(flags.maxEvents === undefined ? {} : { maxEvents: flags.maxEvents }),
      }, io);
    });
  });
}
