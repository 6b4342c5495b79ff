import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { EventFd } from "#kernel/eventfd.ts";
import { EventThread } from "../event/event_thread.ts";
import type { LiveOptions, PipelineIo, WatchSummary } from "../options.ts";

/**
 * Wires the two paths together and runs them to the end.
 *
 * @param worker From `startEventWorker()`.
 */
export async function runLive(
  options: LiveOptions,
  io: PipelineIo,
  worker: Worker,
): Promise<WatchSummary> {
  using bell = new EventFd();
  using cgroups = Cgroupfs.detect();
  const thread = new EventThread(
    worker,
    {
      ringBytes: options.ringBytes,
      hierarchy: cgroups.hierarchy,
      ancestors: options.ancestors,
      holdLimitMs: options.holdLimitMs,
      filter: options.filter,
      ...(options.redaction === undefined ? {} : { redaction: options.redaction }),
      verbose: options.verbose,
      mailboxFd: bell.fd,
      ...(options.output === undefined ? {} : { output: options.output }),
      ...(options.recordFile === undefined ? {} : { recordFile: options.recordFile }),
      ...(options.runtimeDirectory === undefined
        ? {}
        : { runtimeDirectory: options.runtimeDirectory }),
      recordWanted: options.recordWanted === true,
      overwrite: options.overwrite === true,
    },
    bell,
  );
  const stop = (): void => thread.stop("signal");
  try {
    // From the first moment on: the thread takes the word as soon as it has loaded the programs.
    io.signal.addEventListener("abort", stop, { once: true });
    if (io.signal.aborted) stop();
    // The programs load while the label path is loaded.
    const { labelEvents } = await import("./label_events.ts");
    return await labelEvents(options, io, { thread, cgroups });
  } catch (error) {
    thread.abandon();
    throw error;
  } finally {
    io.signal.removeEventListener("abort", stop);
  }
}
