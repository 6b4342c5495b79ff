import { runLive } from "./live.ts";
import type { RecordRun } from "./options.ts";

/** Every type of record there is: a replay filters. */
const ALL_TYPES = ~0;

/** Live events to a file. */
export const record: RecordRun = async (options, io) => {
  await refuseToReplace(options.file, options.overwrite);
  const { maxEvents } = options;
  return await runLive({
    ...options,
    filter: {
      types: ALL_TYPES,
      includeHost: true,
      ...(maxEvents === undefined ? {} : { maxEvents }),
    },
    recordFile: options.file,
  }, io);
};

async function refuseToReplace(file: string, overwrite: boolean): Promise<void> {
  if (overwrite) return;
  const exists = await Deno.lstat(file).then(() => true, () => false);
  if (exists) {
    throw new Deno.errors.AlreadyExists(
      `Cannot record to ${file} as it exists; give --force to replace it`,
    );
  }
}
