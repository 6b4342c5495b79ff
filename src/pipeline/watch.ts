import { runLive } from "./live.ts";
import type { WatchRun } from "./options.ts";

/** Live events to standard output. */
export const watch: WatchRun = (options, io) => runLive(options, io);
