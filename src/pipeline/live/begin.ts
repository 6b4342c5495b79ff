import { startEventWorker } from "../event/start_worker.ts";
import type { LiveOptions, PipelineIo, WatchSummary } from "../options.ts";

/** Runs live to the end; the event path's thread starts up while the rest is loaded. */
export async function beginLive(options: LiveOptions, io: PipelineIo): Promise<WatchSummary> {
  const worker = startEventWorker();
  try {
    const { runLive } = await import("./live.ts");
    return await runLive(options, io, worker);
  } finally {
    worker.terminate();
  }
}
