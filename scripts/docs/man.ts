/** Prints the manual page: deno run -A scripts/docs/man.ts > critter.1 */

import { manPage } from "#cli/help/man.ts";
import { allCommands } from "#cli/app/commands.ts";

Deno.stdout.writeSync(new TextEncoder().encode(manPage(allCommands())));
