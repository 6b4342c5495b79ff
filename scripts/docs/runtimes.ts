/** Writes the known places of sockets into docs/runtimes.md: deno run -A scripts/docs/runtimes.ts */

import { withKnownPlaces } from "./known_places.ts";

const PAGE = new URL("../../docs/runtimes.md", import.meta.url);

Deno.writeTextFileSync(PAGE, withKnownPlaces(Deno.readTextFileSync(PAGE)));
