import assert from "assert";
import { TinyProgram } from "./tiny_process.ts";

Deno.test("TinyProgram runs, ends and leaves nothing", () => {
  const children = (): string => Deno.readTextFileSync(`/proc/self/task/${Deno.pid}/children`);
  const before = children();
  using program = new TinyProgram();
  for (let count = 0; count < 3; count++) program.run();
  assert.equal(children(), before);
});
