// Draws docs/watch.svg, the README's picture: what critter prints of the sample.
// deno run -A scripts/sample/picture.ts [--check]

import { parseArgs } from "node:util";
import { TextRenderer } from "#output/text.ts";
import type { Output } from "#pipeline/output.ts";
import { replayTo } from "#pipeline/replay.ts";
import { sampleRecording } from "#pipeline/sample.ts";
import { PROCESS_EXEC, PROCESS_EXIT } from "#wire";
import { terminalSvg } from "./svg.ts";

const FILE = new URL("../../docs/watch.svg", import.meta.url);
const COLUMNS = 132;
const LINES = 34;

/** The picture, from the sample. */
export async function picture(): Promise<string> {
  const text = new TextRenderer({ color: true, wide: false, truncate: true, columns: COLUMNS });
  const decoder = new TextDecoder();
  let ansi = "";
  const output: Output = {
    closed: false,
    write: (ndjson) => ansi += decoder.decode(text.render(ndjson)),
    flush: () => true,
    takeLost: () => 0n,
    close: () => {},
  };
  let recording = sampleRecording();
  const bytes = {
    read(into: Uint8Array): number {
      const part = recording.subarray(0, into.length);
      into.set(part);
      recording = recording.subarray(part.length);
      return part.length;
    },
  };
  const filter = { types: 1 << PROCESS_EXEC | 1 << PROCESS_EXIT, includeHost: true };
  const io = { stderr: () => {}, signal: new AbortController().signal };
  await replayTo(bytes, { filter }, output, io);
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
