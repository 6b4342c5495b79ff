import { runCli } from "#cli/app/app.ts";
import { errorSentence } from "#cli/errors.ts";
import { denoHost } from "#cli/host.ts";

/** Runs the command line that this process was started with, and ends it. */
export async function main(): Promise<never> {
  const host = denoHost();
  const fail = (error: unknown): void => {
    host.process.stderr.write(`critter: ${errorSentence(error)}\n`);
    Deno.exit(1);
  };
  // What nobody awaits must not end in a stack trace either.
  globalThis.addEventListener("unhandledrejection", (event) => fail(event.reason));
  globalThis.addEventListener("error", (event) => fail(event.error));
  Deno.exit(await runCli(Deno.args, host));
}

// Not awaited, here and below src/: the packed script is no module.
if (import.meta.main) void main();
