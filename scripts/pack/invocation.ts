/**
 * How a packed or compiled critter calls Deno: with what the task `critter` says, and cut off from everything that is
 * not in the file.
 *
 * @module
 */

import manifest from "../../deno.json" with { type: "json" };
import type { Invocation } from "./layout.ts";

/** The flags that hold for every way to run critter: permissions and V8's. The task `critter` is their one source. */
export function taskFlags(command: string = manifest.tasks.critter.command): string[] {
  const [deno, run, ...flags] = command.split(" ");
  const main = flags.pop();
  if (deno !== "deno" || run !== "run" || main !== "src/main.ts") {
    throw new Error(
      `Cannot take the flags of the task critter as it must be deno run FLAGS src/main.ts: ${command}`,
    );
  }
  return flags;
}

/** No questions, and nothing from outside: no module, no configuration, no lock file. */
export const SEALED_FLAGS: readonly string[] = [
  "--no-prompt",
  "--no-remote",
  "--no-npm",
  "--no-config",
  "--no-lock",
];

/** How a packed critter calls Deno. */
export function packedInvocation(): Invocation {
  return {
    args: ["run", ...SEALED_FLAGS, ...taskFlags(), "--quiet", "--no-code-cache", "--ext=js"],
    // They change what Deno does, or make it write: nobody who starts a root's program may do that by a variable.
    dropped: ["DENO_", "NODE_", "OTEL_DENO", "NPM_CONFIG_", "npm_config_"],
    kept: ["NODE_NAME"],
    variables: {
      // No folder at all: with none, Deno looks for a home; it keeps its caches in memory then.
      DENO_DIR: "/dev/null/critter",
      // On a terminal it would say so, on the user's screen.
      DENO_LOG: "error,deno::cache=off",
      DENO_NO_UPDATE_CHECK: "1",
    },
  };
}
