/** The version of Deno that critter is made and tested with. */
export const DENO_VERSION = "2.9.6";

/**
 * Runs the Deno that runs this task and shows what it says.
 *
 * @throws {Error} When its version is another than the pinned one, or when it fails.
 */
export function runDeno(args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  if (Deno.version.deno !== DENO_VERSION) {
    throw new Error(
      `Cannot build as Deno must be ${DENO_VERSION}: ${Deno.version.deno}; ` +
        `npx -y deno@${DENO_VERSION} task runs it`,
    );
  }
  const { success, stderr } = new Deno.Command(Deno.execPath(), {
    args: [...args],
    // What is built must not depend on who builds it.
    env: { NO_COLOR: "1", OTEL_DENO: "false", ...env },
    stdin: "null",
    stdout: "inherit",
    stderr: "piped",
  }).outputSync();
  const words = new TextDecoder().decode(stderr).trim();
  if (!success) throw new Error(`Cannot run deno ${args.join(" ")}: ${words}`);
}
