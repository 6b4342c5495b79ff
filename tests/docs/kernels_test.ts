import assert from "assert";
import { EVENT_KINDS } from "#events/kinds.ts";
import { EXPECTATIONS } from "#tests/kernels/expectations.ts";
import { withHookTables } from "../../scripts/docs/hook_tables.ts";

Deno.test("docs/kernels.md has the tables that the definitions give", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/kernels.md", import.meta.url));
  assert.equal(withHookTables(page), page, "deno run -A scripts/docs/hooks.ts");
});

Deno.test("every kind of event has a row of expectations on stock kernels", () => {
  assert.deepEqual(
    Object.keys(EXPECTATIONS).toSorted(),
    EVENT_KINDS.map(({ name }) => name).toSorted(),
  );
});
