/**
 * Compiles critter with Deno's small runtime, for x86_64 and aarch64: `deno task compile`.
 *
 *     deno task compile                                      both, into dist/
 *     deno task compile --target x86_64-unknown-linux-gnu    one of them
 *     deno task compile --output-dir FOLDER
 *
 * @module
 */

import { parseArgs } from "node:util";
import { BUNDLE, bundle } from "./bundle.ts";
import { SEALED_FLAGS, taskFlags } from "./invocation.ts";
import { DENO_VERSION, runDeno } from "./run_deno.ts";
import { sbom } from "./sbom.ts";
import { writeSums } from "./sums.ts";

const TARGETS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

/** The words with which Deno says that it has no runtime to begin with. */
const NO_BASE = /Setting up base binary|Could not find denort/;

/**
 * Compiles a script for one target and returns the file's path.
 *
 * @throws {Error} When Deno does not, above all as its runtime can be neither found nor downloaded.
 */
export function compile(
  script: string,
  target: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const output = `${folder}/critter-${target}`;
  try {
    runDeno([
      "compile",
      ...SEALED_FLAGS,
      ...taskFlags(),
      // a cache of machine code in /tmp, which anybody could have put there before
      "--no-code-cache",
      ...["--target", target, "--output", output],
      script,
    ], env);
  } catch (error) {
    if (!(error instanceof Error) || !NO_BASE.test(error.message)) throw error;
    const place = `${cacheFolder(env)}/dl/release/v${DENO_VERSION}/denort-${target}.zip`;
    throw new Error(
      `Cannot compile for ${target} as Deno's runtime cannot be downloaded; set DENORT_BIN to a denort ` +
        `${DENO_VERSION}, or put its release file at ${place}, or use deno task pack, which needs no network`,
      { cause: error },
    );
  }
  return output;
}

/** Where Deno keeps what it downloads. */
function cacheFolder(env: Readonly<Record<string, string>>): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], env })
    .outputSync();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout)) as { denoDir: string };
  return denoDir;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      target: { type: "string", multiple: true, default: TARGETS },
      "output-dir": { type: "string", default: "dist" },
    },
  });
  bundle();
  for (const target of values.target) say(compile(BUNDLE, target, values["output-dir"]));
  Deno.writeTextFileSync(`${values["output-dir"]}/critter.cdx.json`, sbom());
  await writeSums(values["output-dir"]);
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  Deno.chdir(new URL("../..", import.meta.url));
  try {
    await main();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
