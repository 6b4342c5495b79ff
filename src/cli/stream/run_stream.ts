import type { PipelineIo, WatchSummary } from "#pipeline/options.ts";
import type { CliHost, EndSignal } from "../host.ts";
import { summarySentence } from "./summary.ts";

/** 128 plus the signal's number, as shells report it. */
const SIGNAL_EXIT_CODES: Readonly<Record<EndSignal, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

/**
 * Runs a part of the pipeline until it ends or a signal asks it to; a second signal ends the process at once. Prints
 * the summary on stderr and returns the exit code.
 */
export async function runStream(
  host: CliHost,
  task: (io: PipelineIo) => Promise<WatchSummary>,
): Promise<number> {
  const controller = new AbortController();
  using _listening = host.onSignal((signal) => {
    if (controller.signal.aborted) host.exit(SIGNAL_EXIT_CODES[signal]);
    controller.abort();
  });
  const stderr = (line: string) => host.process.stderr.write(`critter: ${line}\n`);
  const summary = await task({ stderr, signal: controller.signal });
  stderr(summarySentence(summary));
  return 0;
}
