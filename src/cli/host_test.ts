import assert from "assert";
import { mayColor } from "./host.ts";

Deno.test("mayColor() wants a terminal, and neither NO_COLOR nor TERM=dumb", () => {
  const env = (variables: Record<string, string>) => (name: string) => variables[name];
  assert.equal(mayColor(true, env({ TERM: "xterm" })), true);
  assert.equal(mayColor(false, env({ TERM: "xterm" })), false);
  assert.equal(mayColor(true, env({ NO_COLOR: "1" })), false);
  assert.equal(mayColor(true, env({ TERM: "dumb" })), false);
});
