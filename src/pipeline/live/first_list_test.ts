import assert from "assert";
import { ManualSchedule } from "#tests/fakes/label_scene.ts";
import { FirstList } from "./first_list.ts";

/** A beginning with a clock of its own, and whether it is over. */
function begin() {
  const timers = new ManualSchedule();
  const first = new FirstList(timers.schedule);
  let isOver = false;
  first.over().then(() => isOver = true);
  return { timers, first, isOver: () => isOver };
}

Deno.test("FirstList is over when the first list is there, whatever came of it", async () => {
  for (const settle of ["resolve", "reject"] as const) {
    const { timers, first, isOver } = begin();
    const list = Promise.withResolvers<void>();
    first.answered();
    first.lists(list.promise);
    first.lists(new Promise(() => {}));
    await timers.advance(200);
    assert.equal(isOver(), false);
    list[settle]();
    await timers.advance(1);
    assert.equal(isOver(), true);
    assert.equal(timers.pending, 0);
  }
});

Deno.test("FirstList waits for no list that takes long, and for none where nobody begins one", async () => {
  const slow = begin();
  slow.first.answered();
  slow.first.lists(new Promise(() => {}));
  await slow.timers.advance(249);
  assert.equal(slow.isOver(), false);
  await slow.timers.advance(2);
  assert.equal(slow.isOver(), true);

  const none = begin();
  await none.timers.advance(1_000);
  assert.equal(none.isOver(), false);
  none.first.answered();
  await none.timers.advance(1);
  assert.equal(none.isOver(), true);
});
