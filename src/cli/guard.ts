import { errorDetails, errorSentence, UsageError } from "./errors.ts";
import type { CliHost } from "./host.ts";

/**
 * Runs a command: an error becomes one sentence on stderr and exit code 1 (2 for a {@link UsageError}); with --verbose
 * its details follow. The result is the exit code.
 */
export async function guarded(
  host: CliHost,
  flags: { readonly verbose: boolean },
  task: () => Promise<number>,
): Promise<void> {
  try {
    host.process.exitCode = await task();
  } catch (error) {
    host.process.stderr.write(`critter: ${errorSentence(error)}\n`);
    if (error instanceof UsageError && error.excerpt !== undefined) {
      host.process.stderr.write(`${error.excerpt}\n`);
    }
    if (flags.verbose) host.process.stderr.write(errorDetails(error));
    host.process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
