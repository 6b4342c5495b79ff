import type { RecordFlags } from "./command.ts";
import type { CliHost } from "../host.ts";
import { sourceOptions } from "../stream/options.ts";
import { guarded } from "../guard.ts";
import { runStream } from "../stream/run_stream.ts";

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
