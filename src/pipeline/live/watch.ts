import { runLive } from "./live.ts";
import type { WatchRun } from "../options.ts";
import { refuseToReplace } from "../recording/record_file.ts";

/** Live events to standard output. */
export const watch: WatchRun = async (options, io) => {
  if (options.recordFile !== undefined) {
    await refuseToReplace(options.recordFile, "move it away or name another file");
  }
  return await runLive(options, io);
};
