import assert from "assert";
import manifest from "../../deno.json" with { type: "json" };

Deno.test("CHANGELOG.md begins with the version of deno.json", () => {
  const text = Deno.readTextFileSync(new URL("../../CHANGELOG.md", import.meta.url));
  assert.equal(/^## (\S+)/m.exec(text)?.[1], manifest.version);
});
