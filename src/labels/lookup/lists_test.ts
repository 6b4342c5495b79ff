import assert from "assert";
import { Lists } from "./lists.ts";

/** Lists that end when the test says so. */
function setUp(...endpoints: string[]) {
  const begun: string[] = [];
  const ends: ((isListed?: boolean) => void)[] = [];
  const again: (() => void)[] = [];
  const lists = new Lists(() => endpoints, (endpoint) => {
    begun.push(endpoint);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    ends.push((isListed = true) => resolve(isListed));
    return promise;
  }, (task) => {
    again.push(task);
    return () => void again.splice(again.indexOf(task), 1);
  });
  return { lists, begun, ends, again };
}

Deno.test("Lists.one() lists once at a time, and once more for all who ask meanwhile", async () => {
  const { lists, begun, ends } = setUp("a");
  const first = lists.one("a");
  const second = lists.one("a");
  const third = lists.one("a");
  assert.equal(begun.length, 1);
  ends[0]?.();
  await first;
  await Promise.resolve();
  assert.equal(begun.length, 2);
  ends[1]?.();
  await Promise.all([second, third]);
  const fourth = lists.one("a");
  assert.equal(begun.length, 3);
  ends[2]?.();
  await fourth;
});

Deno.test("Lists.all() has no runtime wait for another, and resolves when all have been listed", async () => {
  const { lists, begun, ends } = setUp("slow", "quick");
  let done = 0;
  const first = lists.all().then(() => done++);
  ends[1]?.();
  const again = lists.one("quick");
  await Promise.resolve();
  assert.deepEqual(begun, ["slow", "quick"]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual([begun, done], [["slow", "quick", "quick"], 0]);
  ends[2]?.();
  await again;
  ends[0]?.();
  await first;
  assert.equal(done, 1);
});

Deno.test("Lists asks again for a list that failed, until it is there, is asked for, or nobody wants it", async () => {
  const { lists, begun, ends, again } = setUp("a");
  const first = lists.one("a");
  ends[0]?.(false);
  await first;
  assert.deepEqual([begun.length, again.length], [1, 1]);
  again[0]?.();
  ends[1]?.(false);
  await new Promise((resolve) => setTimeout(resolve, 0));
  // Whoever asks meanwhile asks in its place.
  const third = lists.one("a");
  assert.deepEqual([begun.length, again.length], [3, 0]);
  ends[2]?.();
  await third;
  assert.equal(begun.length, 3);
  const fourth = lists.one("a");
  lists.stop();
  ends[3]?.(false);
  await fourth;
  assert.equal(again.length, 0);
});
