import type { ReplayOptions } from "#pipeline/options.ts";
import { UsageError } from "../errors.ts";
import type { CliHost } from "../host.ts";
import { lineFilter, outputOptions } from "../stream/options.ts";
import { guarded } from "../guard.ts";
import { runStream } from "../stream/run_stream.ts";
import type { CommonFlags } from "../common_flags.ts";
import { compiledExpression } from "../stream/expression.ts";
import { redactionOf, tellRedaction } from "../stream/redaction.ts";
import { explainFilter } from "../stream/explain_filter.ts";
import type { ExpressionFlags, FilterFlags, OutputFlags, RedactionFlags } from "../stream/flags.ts";

/** Flags of `critter replay`. */
export interface ReplayFlags
  extends CommonFlags, FilterFlags, ExpressionFlags, RedactionFlags, OutputFlags {
  /** --sample. */
  readonly sample: boolean;
  /** --sample-rate: one of so many. */
  readonly sampleRate?: number;
}

/** `critter replay FILE` and `critter replay --sample`. */
export async function replay(this: CliHost, flags: ReplayFlags, file?: string): Promise<void> {
  await guarded(this, flags, async () => {
    const expression = await compiledExpression(flags);
    const redaction = await redactionOf(flags);
    if (flags.explainFilter) return await explainFilter(this, flags, expression);
    const source = sourceOf(flags, file);
    const filter = lineFilter(flags, expression, flags.sampleRate);
    return await runStream(this, async (io) => {
      tellRedaction(redaction, io);
      const { replay } = await import("#pipeline/replay/replay.ts");
      const { verbose } = flags;
      const output = outputOptions(flags, this);
      const masking = redaction === undefined ? {} : { redaction };
      return await replay({ source, filter, output, verbose, ...masking }, io);
    });
  });
}

function sourceOf(flags: ReplayFlags, file: string | undefined): ReplayOptions["source"] {
  if (flags.sample && file !== undefined) {
    throw new UsageError(
      `Cannot replay two recordings as --sample is one already: ${
        JSON.stringify(file)
      }; leave one of them out`,
    );
  }
  if (flags.sample) return { kind: "sample" };
  if (file === undefined) {
    throw new UsageError(
      "Cannot replay as there is no recording given; name a FILE or use --sample",
    );
  }
  return { kind: "file", path: file };
}
