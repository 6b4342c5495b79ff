/**
 * Writes README.md's example of a line, and the command tables of docs/commands.md, between their markers:
 * deno run -A scripts/docs/readme.ts
 */

import { allCommands } from "#cli/app/commands.ts";
import { referenceMarkdown, withReference } from "#cli/help/reference.ts";
import { withLineExample } from "./line_example.ts";
import { sampleLines } from "./sample_lines.ts";

const ROOT = new URL("../../", import.meta.url);

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  const file = new URL(path, ROOT);
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}

const lines = await sampleLines();
await rewrite("README.md", (text) => withLineExample(text, lines));
await rewrite("docs/commands.md", (text) => withReference(text, referenceMarkdown(allCommands())));
