import type { CliHost } from "../host.ts";
import { sourceOptions } from "../stream/options.ts";
import { guarded } from "../guard.ts";
import { runStream } from "../stream/run_stream.ts";
import type { CommonFlags } from "../common_flags.ts";
import type { SourceFlags } from "../stream/flags.ts";

/** Flags of `critter record`. */
export interface RecordFlags extends CommonFlags, SourceFlags {
  /** --max-events. */
  readonly maxEvents?: number;
  /** --force. */
  readonly force: boolean;
}

/** `critter record FILE`. */
export async function record(this: CliHost, flags: RecordFlags, file: string): Promise<void> {
  await guarded(this, flags, () =>
    runStream(this, async (io) => {
      const { record } = await import("#pipeline/live/record.ts");
      return await record({
        ...sourceOptions(flags, this),
        file,
        overwrite: flags.force,
        ...(flags.maxEvents === undefined ? {} : { maxEvents: flags.maxEvents }),
      }, io);
    }));
}
