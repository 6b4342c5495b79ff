/** Writes the event reference, docs/events.md: deno run -A scripts/docs/events.ts */

import { eventsPage } from "./events_page.ts";
import { sampleLines } from "./sample_lines.ts";

const PAGE = new URL("../../docs/events.md", import.meta.url);

Deno.writeTextFileSync(PAGE, eventsPage(await sampleLines()));
