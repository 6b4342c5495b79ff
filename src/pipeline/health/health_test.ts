import assert from "assert";
import { Health, SILENCE_LIMIT_MS } from "./health.ts";

class Run {
  now = 5;
  beats = 0;
  readonly health = new Health({ now: () => this.now, beats: () => this.beats });

  /** Lets seconds pass, with or without signs of life. */
  pass(seconds: number, alive: { eventPath: boolean; labelPath: boolean }): void {
    for (let i = 0; i < seconds; i++) {
      this.now += 1000;
      if (alive.eventPath) this.beats = (this.beats + 1) | 0;
      if (alive.labelPath) this.health.tick();
    }
  }
}

const BOTH = { eventPath: true, labelPath: true };
const LIMIT = SILENCE_LIMIT_MS / 1000;

Deno.test("Health is alive, but not ready, while the event path starts", () => {
  const run = new Run();
  assert.strictEqual(run.health.sickness(), undefined);
  assert.strictEqual(run.health.unreadiness(), "events are not being caught");
  run.health.catching([]);
  assert.strictEqual(run.health.unreadiness(), undefined);
});

Deno.test("Health stays alive while both paths beat, also when the count wraps around", () => {
  const run = new Run();
  run.beats = 2 ** 31 - 3;
  run.pass(100, BOTH);
  assert.ok(run.beats < 0);
  assert.strictEqual(run.health.sickness(), undefined);
});

Deno.test("Health names the event path when it is stuck, and forgives it when it goes on", () => {
  const run = new Run();
  run.health.catching([]);
  run.pass(3, BOTH);
  run.pass(LIMIT, { eventPath: false, labelPath: true });
  assert.strictEqual(run.health.sickness(), undefined);
  run.pass(1, { eventPath: false, labelPath: true });
  const reason = `the event path has not answered for ${LIMIT + 1} seconds`;
  assert.strictEqual(run.health.sickness(), reason);
  assert.strictEqual(run.health.unreadiness(), reason);
  run.pass(1, BOTH);
  assert.strictEqual(run.health.sickness(), undefined);
});

Deno.test("Health names an event path that never began", () => {
  const run = new Run();
  run.pass(LIMIT + 1, { eventPath: false, labelPath: true });
  assert.match(run.health.sickness() ?? "", /^the event path /);
});

Deno.test("Health names the label path when its timers do not run", () => {
  const run = new Run();
  for (let i = 0; i <= LIMIT; i++) {
    run.pass(1, { eventPath: true, labelPath: false });
    if (i < LIMIT) assert.strictEqual(run.health.sickness(), undefined);
  }
  const reason = `the label path's timers have not run for ${LIMIT + 1} seconds`;
  assert.strictEqual(run.health.sickness(), reason);
});
