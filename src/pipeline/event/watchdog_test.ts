import assert from "assert";
import { Watchdog } from "./watchdog.ts";

/** A watchdog whose looks are taken by hand. */
function watched() {
  let beats = 0;
  let pending: (() => void) | undefined;
  const found: number[] = [];
  const dog = new Watchdog(() => beats, (seconds) => found.push(seconds), (task) => {
    pending = task;
    return () => pending = undefined;
  });
  const look = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const task = pending;
      pending = undefined;
      task?.();
    }
  };
  return { dog, found, look, beat: () => void beats++, looks: () => pending !== undefined };
}

Deno.test("Watchdog tells once of a heart that stands still for half a minute", () => {
  const { found, look, looks } = watched();
  look(29);
  assert.deepEqual(found, []);
  look(5);
  assert.deepEqual(found, [30]);
  assert.equal(looks(), false);
});

Deno.test("Watchdog begins anew with every beat", () => {
  const { found, look, beat } = watched();
  for (let i = 0; i < 5; i++) {
    look(29);
    beat();
    look(1);
  }
  assert.deepEqual(found, []);
});

Deno.test("Watchdog looks no more once it is disposed of", () => {
  const { dog, found, look, looks } = watched();
  dog[Symbol.dispose]();
  look(100);
  assert.equal(looks(), false);
  assert.deepEqual(found, []);
});
