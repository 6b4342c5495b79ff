/**
 * Makes the one script that is packed or compiled: `deno task bundle`.
 *
 * @module
 */

import { runDeno } from "./run_deno.ts";

/** Where the script is written, from the project's root. */
export const BUNDLE = "dist/critter.js";

/** The module that the bundle begins with. */
export const ENTRY = "scripts/pack/entry.ts";

/** How everything is put into one script, be it minified or not. */
export const BUNDLE_OPTIONS: readonly string[] = [
  ...["--platform", "deno", "--format", "cjs", "--quiet"],
];

/** How the source names the Worker's module; in one script, it is that script. */
const WORKER = /new URL\("\.\/event_worker\.ts",\s*[\w$.]+\.url\)/g;

/**
 * Bundles all modules into {@linkcode BUNDLE}. The result depends on the sources and deno.lock only.
 *
 * @throws {Error} When Deno does not bundle it, or the Worker's place is not found.
 */
export function bundle(): Uint8Array<ArrayBuffer> {
  Deno.mkdirSync("dist", { recursive: true });
  // Names are kept as errors are told apart by the names of their classes.
  const options = [...BUNDLE_OPTIONS, "--minify", "--keep-names", "--output", BUNDLE];
  runDeno(["bundle", ...options, ENTRY]);
  const script = new TextEncoder().encode(wrap(Deno.readTextFileSync(BUNDLE)));
  Deno.writeFileSync(BUNDLE, script);
  // deno compile puts the file's time into what it makes
  Deno.utimeSync(BUNDLE, 0, 0);
  return script;
}

/**
 * Makes a module that runs the program: V8 parses its functions when they are called. Of a module with the program in
 * it, Deno parses all by itself first, in the main thread and in the Worker, which takes 0.1 s and 25 MiB where it
 * cannot keep a cache.
 */
export function wrap(program: string): string {
  const strict = escapeNonAscii(`"use strict";${inOneFile(program)}`);
  return `import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
const program = ${JSON.stringify(strict)};
compileFunction(program, ["require", "workerUrl"], { filename: "critter.js" })(
  createRequire("file:///"),
  import.meta.url,
);
`;
}

/** Makes the Worker run the script that starts it. */
function inOneFile(program: string): string {
  const places = program.match(WORKER)?.length ?? 0;
  if (places !== 1) {
    throw new Error(
      `Cannot bundle as the event path's Worker must be started in one place: ${places} found`,
    );
  }
  return program.replace(WORKER, "workerUrl");
}

/** One letter outside of ASCII would double the memory that V8 needs for the script. */
function escapeNonAscii(program: string): string {
  return program.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

if (import.meta.main) {
  Deno.chdir(new URL("../..", import.meta.url));
  bundle();
}
