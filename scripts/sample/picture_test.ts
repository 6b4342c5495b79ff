import assert from "assert";
import { picture } from "./picture.ts";

Deno.test("picture() draws what is committed as docs/watch.svg", async () => {
  const committed = Deno.readTextFileSync(new URL("../../docs/watch.svg", import.meta.url));
  assert.equal(await picture(), committed);
});
