/**
 * Makes the one script that is packed or compiled: `deno task bundle`.
 *
 * @module
 */

import { constants } from "node:http2";
import { partFunction } from "./part.ts";
import { runDeno } from "./run_deno.ts";
import { startParts } from "./start_parts.ts";

/** Where the script is written, from the project's root. */
export const BUNDLE = "dist/critter.js";

/** The module that the bundle begins with. */
const ENTRY = "scripts/pack/entry.ts";

/** The bundler's name for the module that the entry became. */
const ENTRY_PART = "./entry.js";

/** The bundler's name for the Worker's module. */
const WORKER_PART = /^\.\/event_worker\b/;

/**
 * What grpc-js asks for at once and has no use for with HTTP/2 of our own, 4 to 10 ms each, and what of it is read at
 * once. Deno's version decides the constants: the one that bundles is the one that is packed.
 */
const LATE = {
  "node:dns": {},
  "node:fs": {},
  "node:http": {},
  "node:http2": { constants },
  "node:net": {},
  "node:tls": {},
  "node:zlib": {},
};

/** How the source names the Worker's module. */
const WORKER = /new URL\("\.\/event_worker\.ts",\s*import\.meta\.url\)/g;

/**
 * Bundles all modules into {@linkcode BUNDLE}. The result depends on the sources and deno.lock only.
 *
 * @throws {Error} When Deno does not bundle it, or the Worker's place is not found.
 */
export function bundle(): Uint8Array<ArrayBuffer> {
  Deno.mkdirSync("dist", { recursive: true });
  // Names are kept as errors are told apart by the names of their classes.
  const modules = bundledModules("--minify", "--keep-names");
  const script = new TextEncoder().encode(wrap(modules));
  Deno.writeFileSync(BUNDLE, script);
  // deno compile puts the file's time into what it makes
  Deno.utimeSync(BUNDLE, 0, 0);
  return script;
}

/**
 * What is loaded together as one module each, by the names the modules have for each other, in the order of these.
 *
 * @param options How the bundler writes them.
 * @throws {Error} When Deno does not bundle it.
 */
export function bundledModules(...options: readonly string[]): Map<string, string> {
  const folder = Deno.makeTempDirSync({ prefix: "critter-bundle-" });
  try {
    const cut = ["--platform", "deno", "--format", "esm", "--code-splitting"];
    // grpc-js loads it to tell of its own channels, which nobody asks for: it would bring a second protobufjs, with eval.
    const without = ["--external", "@grpc/proto-loader"];
    runDeno(["bundle", "--quiet", ...cut, ...without, ...options, "--outdir", folder, ENTRY]);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    return new Map(
      names.map((name) => [`./${name}`, Deno.readTextFileSync(`${folder}/${name}`)]),
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/**
 * Makes one module of many, of which each runs when it is wanted: V8 parses nothing before. Of a module with the program
 * in it, Deno parses all by itself first, in the main thread and in the Worker, which takes 0.1 s and 25 MiB where it
 * cannot keep a cache.
 *
 * @throws {Error} When the Worker's place is not found.
 */
export function wrap(modules: ReadonlyMap<string, string>): string {
  const places = [...modules.values()].flatMap((module) => module.match(WORKER) ?? []).length;
  if (places !== 1) {
    throw new Error(
      `Cannot bundle as the event path's Worker must be started in one place: ${places} found`,
    );
  }
  const parts = [...modules].map(([name, module]): [string, string] => [
    name,
    escapeNonAscii(partFunction(module.replace(WORKER, "parts.workerUrl()"))),
  ]);
  const start = [Object.fromEntries(parts), ENTRY_PART, workerParts(modules), LATE];
  return `(${startParts})(${start.map((value) => JSON.stringify(value)).join(", ")});\n`;
}

/** The parts that the Worker may want: the entry, which it begins with, and all that its own module leads to. */
function workerParts(modules: ReadonlyMap<string, string>): string[] {
  const names = new Set([...modules.keys()].filter((name) => WORKER_PART.test(name)));
  for (const name of names) {
    for (const other of modules.keys()) {
      if (modules.get(name)?.includes(`"${other}"`)) names.add(other);
    }
  }
  return [ENTRY_PART, ...names].sort();
}

/** One letter outside of ASCII would double the memory that V8 needs for a part. */
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
