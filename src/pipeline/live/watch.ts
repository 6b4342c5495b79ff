import { beginLive } from "./begin.ts";
import type { WatchRun } from "../options.ts";

/** Live events to standard output. */
export const watch: WatchRun = async (options, io) => {
  if (options.recordFile !== undefined) {
    const { refuseToReplace } = await import("../recording/record_file.ts");
    await refuseToReplace(options.recordFile, "move it away or name another file");
  }
  return await beginLive(options, io);
};
