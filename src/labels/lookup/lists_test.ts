import assert from "assert";
import { Lists } from "./lists.ts";

/** Lists that end when the test says so. */
function setUp() {
  const begun: string[] = [];
  const ends: ((isListed?: boolean) => void)[] = [];
  const clock = { ms: 0 };
  const timers: { task: () => void; ms: number }[] = [];
  const lists = new Lists(
    () => ["a"],
    (endpoint) => {
      begun.push(endpoint);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      ends.push((isListed = true) => resolve(isListed));
      return promise;
    },
    (task, ms) => {
      const timer = { task, ms };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    () => clock.ms,
  );
  return { lists, begun, ends, timers, clock };
}

Deno.test("Lists.one() lists once at a time, and once more for all who ask meanwhile", async () => {
  const { lists, begun, ends } = setUp();
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
  const { lists, begun, ends } = setUp();
  let done = 0;
  const first = lists.all(["slow", "quick"]).then(() => done++);
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

Deno.test("Lists.all() lists a slow runtime seldom, and for all who ask meanwhile once; Lists.one() at once", async () => {
  const { lists, begun, ends, timers, clock } = setUp();
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  const listFor = async (ms: number, listing: Promise<void>): Promise<void> => {
    clock.ms += ms;
    ends.at(-1)?.();
    await listing;
  };
  // What was saved serves for some.
  for (const _ of [1, 2]) await listFor(200, lists.all(["a"]));
  assert.equal(lists.usualMs(["a"]), 200);
  assert.equal(lists.usualMs(["a", "b"]), Infinity);
  await listFor(200, lists.all(["a"]));
  const waiting = [lists.all(["a"]), lists.all(["a"])];
  await turn();
  assert.deepEqual([begun.length, timers.length], [3, 1]);
  assert.ok((timers[0]?.ms ?? 0) > 1_000, `${timers[0]?.ms} ms`);
  await listFor(0, lists.one("a"));
  assert.equal(begun.length, 4);
  timers[0]?.task();
  await turn();
  assert.equal(begun.length, 5);
  ends[4]?.();
  await Promise.all(waiting);
});

Deno.test("Lists asks again for a list that failed, until it is there, is asked for, or nobody wants it", async () => {
  const { lists, begun, ends, timers } = setUp();
  const first = lists.one("a");
  ends[0]?.(false);
  await first;
  assert.deepEqual([begun.length, timers.length], [1, 1]);
  timers[0]?.task();
  ends[1]?.(false);
  await new Promise((resolve) => setTimeout(resolve, 0));
  // Whoever asks meanwhile asks in its place.
  const third = lists.one("a");
  assert.deepEqual([begun.length, timers.length], [3, 0]);
  ends[2]?.();
  await third;
  assert.equal(begun.length, 3);
  const fourth = lists.one("a");
  lists.close();
  ends[3]?.(false);
  await fourth;
  assert.equal(timers.length, 0);
});
