import { errorSentence, isKernelError } from "../errors.ts";
import type { CliHost } from "../host.ts";
import { lineFilter, outputOptions, sourceOptions } from "../stream/options.ts";
import { guarded } from "../guard.ts";
import { runStream } from "../stream/run_stream.ts";
import type { CommonFlags } from "../common_flags.ts";
import { compiledExpression } from "../stream/expression.ts";
import { redactionOf, tellRedaction } from "../stream/redaction.ts";
import { explainFilter } from "../stream/explain_filter.ts";
import type {
  ExpressionFlags,
  FilterFlags,
  OutputFlags,
  RedactionFlags,
  SourceFlags,
} from "../stream/flags.ts";

/** Flags of `critter watch`. */
export interface WatchFlags
  extends CommonFlags, SourceFlags, FilterFlags, ExpressionFlags, RedactionFlags, OutputFlags {
  /** --record. */
  readonly record?: string;
  /** --sample: one of so many. */
  readonly sample?: number;
  /** --or-sample. */
  readonly orSample: boolean;
}

/** `critter watch`. */
export async function watch(this: CliHost, flags: WatchFlags): Promise<void> {
  await guarded(this, flags, async () => {
    const expression = await compiledExpression(flags);
    const redaction = await redactionOf(flags);
    if (flags.explainFilter) return await explainFilter(this, flags, expression);
    const filter = lineFilter(flags, expression, flags.sample);
    const output = outputOptions(flags, this);
    return await runStream(this, async (io) => {
      tellRedaction(redaction, io);
      const { watch } = await import("#pipeline/live/watch.ts");
      try {
        return await watch({
          ...sourceOptions(flags, this),
          filter,
          output,
          ...(redaction === undefined ? {} : { redaction }),
          ...(flags.record === undefined ? {} : { recordFile: flags.record }),
        }, io);
      } catch (error) {
        if (!flags.orSample || !isKernelError(error)) throw error;
        io.stderr(`showing the built-in sample instead of this node: ${errorSentence(error)}`);
        const { replay } = await import("#pipeline/replay/replay.ts");
        const { verbose } = flags;
        const source = { kind: "sample" } as const;
        const masking = redaction === undefined ? {} : { redaction };
        return await replay({ source, filter, output, verbose, ...masking }, io);
      }
    });
  });
}
