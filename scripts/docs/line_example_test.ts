import assert from "assert";
import { withLineExample } from "./line_example.ts";
import { sampleLines } from "./sample_lines.ts";

Deno.test("README's line is one of the sample", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const lines = await sampleLines();
  // As `deno fmt` leaves it: the same JSON, perhaps with shorter lists on one line.
  const json = (text: string) => JSON.parse(/```json\n(.*?)```/s.exec(text)?.[1] ?? "");
  assert.deepEqual(json(readme), json(withLineExample(readme, lines)));
});

Deno.test("withLineExample() needs its markers and its line", () => {
  assert.throws(() => withLineExample("nothing", []), RangeError);
  assert.throws(() => withLineExample("<!-- line:start --><!-- line:end -->", []), RangeError);
});
