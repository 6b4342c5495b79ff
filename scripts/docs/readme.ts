/** Writes the command tables of README.md and docs/commands.md, between their markers: deno run -A scripts/docs/readme.ts */

import { allCommands } from "#cli/app/commands.ts";
import { overviewMarkdown, referenceMarkdown, withReference } from "#cli/help/reference.ts";

const ROOT = new URL("../../", import.meta.url);

for (
  const [path, tables] of [
    ["README.md", overviewMarkdown(allCommands())],
    ["docs/commands.md", referenceMarkdown(allCommands())],
  ] as const
) {
  const file = new URL(path, ROOT);
  Deno.writeTextFileSync(file, withReference(Deno.readTextFileSync(file), tables));
}
