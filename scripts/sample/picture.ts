// Draws docs/watch.svg, the README's picture: what critter prints of the sample.
// deno run -A scripts/sample/picture.ts [--check]

import { parseArgs } from "node:util";
import { defaultEventMask } from "#events/kinds.ts";
import { TextRenderer } from "#output/event/text.ts";
import { sampleLines } from "../docs/sample_lines.ts";
import { terminalSvg } from "./svg.ts";

const FILE = new URL("../../docs/watch.svg", import.meta.url);
const COLUMNS = 132;
const LINES = 34;

/** The picture, from the sample. */
export async function picture(): Promise<string> {
  const text = new TextRenderer({ color: true, wide: false, truncate: true, columns: COLUMNS });
  const lines = await sampleLines(defaultEventMask());
  const ansi = new TextDecoder().decode(text.render(new TextEncoder().encode(lines.join("\n"))));
  return terminalSvg(ansi.split("\n").slice(0, LINES).join("\n"));
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const svg = await picture();
  if (!values.check) Deno.writeTextFileSync(FILE, svg);
  else if (Deno.readTextFileSync(FILE) !== svg) {
    throw new Error("docs/watch.svg is out of date; run deno run -A scripts/sample/picture.ts");
  }
}
