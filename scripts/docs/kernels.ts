/** Writes the table of kernels, docs/kernels.md: deno run -A scripts/docs/kernels.ts */

import { kernelsPage } from "./kernels_page.ts";

Deno.writeTextFileSync(new URL("../../docs/kernels.md", import.meta.url), kernelsPage());
