import { beginLive } from "./begin.ts";
import type { RecordRun } from "../options.ts";
import { refuseToReplace } from "../recording/record_file.ts";

/** Every type of record there is: a replay filters. */
const ALL_TYPES = ~0;

/** Live events to a file. */
export const record: RecordRun = async (options, io) => {
  if (!options.overwrite) await refuseToReplace(options.file, "give --force to replace it");
  const { expression, maxEvents } = options;
  return await beginLive({
    ...options,
    filter: {
      types: expression?.types ?? ALL_TYPES,
      includeHost: true,
      ...(expression === undefined ? {} : { expression }),
      ...(maxEvents === undefined ? {} : { maxEvents }),
    },
    recordFile: options.file,
    recordWanted: expression !== undefined,
  }, io);
};
