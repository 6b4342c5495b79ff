/** Writes the tables of hooks and kernels into docs/kernels.md: deno run -A scripts/docs/hooks.ts */

import { withHookTables } from "./hook_tables.ts";

const PAGE = new URL("../../docs/kernels.md", import.meta.url);

Deno.writeTextFileSync(PAGE, withHookTables(Deno.readTextFileSync(PAGE)));
