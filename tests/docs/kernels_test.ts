import assert from "assert";
import { withHookTables } from "../../scripts/docs/hook_tables.ts";

Deno.test("docs/kernels.md has the tables that the definitions give", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/kernels.md", import.meta.url));
  assert.equal(withHookTables(page), page, "deno run -A scripts/docs/hooks.ts");
});
