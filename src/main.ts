import { runCli } from "#cli/app.ts";
import { errorSentence } from "#cli/errors.ts";
import { denoHost } from "#cli/host.ts";

if (import.meta.main) {
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
