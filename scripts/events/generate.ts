/**
 * Makes from the definitions in src/events/ what the kernel programs and the WebAssembly module need.
 *
 *     deno task events            writes the files
 *     deno task events --check    compares them
 *
 * @module
 */

import { EVENT_KINDS } from "#events/kinds.ts";
import type { EventKind } from "#events/definition.ts";
import { layoutSource, wireHeader } from "./c_header.ts";
import { checks } from "./checks.ts";
import { frameLiterals, literalsModule, LiteralTable } from "./literals.ts";
import { plainWriter } from "./plain_writer.ts";
import { WordTable } from "./values.ts";
import { usualWriter } from "./usual_writer.ts";
import { wireModule } from "./wire_module.ts";

/** The files made from definitions: their paths from the project's root, and their texts, not formatted. */
export function generated(kinds: readonly EventKind[]): ReadonlyMap<string, string> {
  const table = new LiteralTable();
  const frame = frameLiterals(kinds);
  const words = new WordTable();
  // Once for the words alone: what is imported stands before what uses it.
  plainWriter(kinds, words);
  const usual = usualWriter(kinds, table, words);
  return new Map([
    ["bpf/wire.h", wireHeader(kinds)],
    ["bpf/layout.c", layoutSource(kinds)],
    ["wasm/wire.ts", wireModule(kinds)],
    ["wasm/kinds/well_formed.ts", checks(kinds)],
    ["wasm/kinds/plain.ts", plainWriter(kinds, words)],
    ["wasm/kinds/words.ts", words.module()],
    ["wasm/kinds/usual.ts", usual],
    ["wasm/kinds/literals.ts", literalsModule(frame, table)],
  ]);
}

if (import.meta.main) {
  Deno.chdir(new URL("../..", import.meta.url));
  const stale: string[] = [];
  for (const [path, source] of generated(EVENT_KINDS)) {
    const text = path.endsWith(".ts") ? await formatted(source) : source;
    if (!Deno.args.includes("--check")) await Deno.writeTextFile(path, text);
    else if (text !== await Deno.readTextFile(path)) stale.push(path);
  }
  if (stale.length > 0) {
    await Deno.stderr.write(
      new TextEncoder().encode(
        `Cannot accept ${
          stale.join(", ")
        } as they must be what src/events/ gives; run deno task events\n`,
      ),
    );
    Deno.exit(1);
  }
}

async function formatted(source: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=ts", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot format generated code as deno fmt refuses it");
  return new TextDecoder().decode(stdout);
}
