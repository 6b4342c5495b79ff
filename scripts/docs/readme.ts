/** Writes the command reference into README.md, between its markers: deno run -A scripts/docs/readme.ts */

import { withReference } from "#cli/reference.ts";

const README = new URL("../../README.md", import.meta.url);

Deno.writeTextFileSync(README, withReference(Deno.readTextFileSync(README)));
