import assert from "assert";
import { Lookup } from "./lookup.ts";

Deno.test("Lookup says of a container that stays unknown how long it has been asked for, until it is told to hurry", async () => {
  const ages: string[] = [];
  let next: (() => void) | undefined;
  const lookup = new Lookup({
    find: ({ age }) => {
      ages.push(age);
      return Promise.resolve({ reason: "no such container" });
    },
    schedule: (task) => {
      next = task;
      return () => {};
    },
    open: () => 1,
    found: () => assert.fail("nobody knows it"),
    foundSoFar: () => assert.fail("nobody knows anything of it"),
    missed: () => {},
  });
  const again = async (): Promise<void> => {
    await Promise.resolve();
    next?.();
    await Promise.resolve();
  };
  for (let asked = 1; asked <= 22; asked++) await again();
  assert.deepEqual(ages.slice(0, 22), ["new", ...Array<string>(20).fill("young"), "old"]);
  lookup.hurry();
  assert.equal(ages.at(-1), "young");
  lookup.stop();
});
