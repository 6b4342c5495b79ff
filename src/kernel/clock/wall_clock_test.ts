import assert from "assert";
import { ClockFile } from "./clock_file.ts";
import type { ClockStep } from "./clock_steps.ts";
import { WallClock } from "./wall_clock.ts";

const SECOND_NS = 1_000_000_000n;
const HOUR_NS = 3_600n * SECOND_NS;
const OFFSET_NS = 1_790_000_000_000_000_000n;

/** A machine whose wall clock is set by hand, and what runs on it. */
class Machine implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "critter-clock-" });
  offsetNs = OFFSET_NS;

  realtimeOffsetNs(): bigint {
    return this.offsetNs;
  }

  run(): Run {
    return new Run(new WallClock(this, new ClockFile(this.folder)));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

class Run {
  steps: readonly ClockStep[] = [];

  constructor(readonly clock: WallClock) {}

  follow(seconds: number): void {
    const steps = this.clock.follow(BigInt(seconds * 1e9));
    if (steps.length > 0) this.steps = steps;
  }

  /** What it tells a moment by. */
  offset(seconds: number): bigint | undefined {
    return this.steps.findLast(({ fromNs }) => fromNs <= BigInt(seconds * 1e9))?.offsetNs;
  }
}

Deno.test("WallClock.follow() gives its history when it changes, and nothing for noise", () => {
  using machine = new Machine();
  const clock = new WallClock(machine);
  assert.deepEqual(clock.follow(50n), [{ fromNs: 0n, offsetNs: OFFSET_NS }]);
  machine.offsetNs += 99_999n;
  assert.deepEqual(clock.follow(SECOND_NS), []);
  machine.offsetNs -= HOUR_NS;
  assert.deepEqual(clock.follow(2n * SECOND_NS), [
    { fromNs: 0n, offsetNs: OFFSET_NS },
    { fromNs: 4n * SECOND_NS, offsetNs: OFFSET_NS + 99_999n - HOUR_NS },
  ]);
  assert.deepEqual(clock.follow(3n * SECOND_NS), []);
});

Deno.test("WallClock.follow() of two runs tells every moment by the same step, whoever sees it first", () => {
  using machine = new Machine();
  const [one, other] = [machine.run(), machine.run()];
  one.follow(1);
  machine.offsetNs += 20_000n;
  other.follow(1.5);
  machine.offsetNs += HOUR_NS;
  other.follow(2.5);
  one.follow(2.9);
  machine.offsetNs -= 2n * HOUR_NS;
  one.follow(3.9);
  other.follow(4.4);
  assert.deepEqual(one.steps, other.steps);
  assert.deepEqual(one.steps, [
    { fromNs: 0n, offsetNs: OFFSET_NS },
    { fromNs: 4_500_000_000n, offsetNs: OFFSET_NS + 20_000n + HOUR_NS },
    { fromNs: 5_900_000_000n, offsetNs: OFFSET_NS + 20_000n - HOUR_NS },
  ]);
});

Deno.test("WallClock.follow() agrees on a step before there is a moment that it tells", () => {
  for (const late of [0, 0.4, 0.999]) {
    using machine = new Machine();
    const [one, other] = [machine.run(), machine.run()];
    one.follow(10);
    other.follow(10 + late);
    const told = [10.5, 11, 11.5, 12, 12.5].map((seconds) => [seconds, one.offset(seconds)]);
    machine.offsetNs += HOUR_NS;
    one.follow(11);
    other.follow(11 + late);
    // What either has told before it saw the step is what both tell afterwards.
    for (const [seconds, offset] of told) {
      if (seconds === undefined) continue;
      assert.equal(one.offset(Number(seconds)), offset);
      assert.equal(other.offset(Number(seconds)), offset);
    }
    assert.equal(one.offset(13), OFFSET_NS + HOUR_NS);
    assert.equal(other.offset(13), OFFSET_NS + HOUR_NS);
  }
});

Deno.test("WallClock.follow() of a run that begins later tells what was before as it was told then", () => {
  using machine = new Machine();
  machine.run().follow(1);
  // While no run looks.
  machine.offsetNs += HOUR_NS;
  const later = machine.run();
  later.follow(100);
  assert.equal(later.offset(99), OFFSET_NS);
  assert.equal(later.offset(100), OFFSET_NS + HOUR_NS);
  machine.offsetNs += HOUR_NS;
  later.follow(101);
  const last = machine.run();
  last.follow(102);
  assert.deepEqual(last.steps, later.steps);
  // Again before the last step holds: each has its own.
  machine.offsetNs += HOUR_NS;
  const next = machine.run();
  next.follow(102.5);
  assert.deepEqual(next.steps.slice(0, 3), later.steps);
  assert.equal(next.offset(104), OFFSET_NS + 3n * HOUR_NS);
});

Deno.test("WallClock.follow() keeps a history of its own where none can be shared, and gives it to a file that was lost", () => {
  using machine = new Machine();
  const run = machine.run();
  run.follow(1);
  Deno.chmodSync(machine.folder, 0o777);
  machine.offsetNs += HOUR_NS;
  run.follow(2);
  assert.deepEqual(run.steps.map(({ fromNs }) => fromNs), [0n, 4n * SECOND_NS]);
  Deno.chmodSync(machine.folder, 0o755);
  Deno.removeSync(`${machine.folder}/clock`);
  machine.offsetNs += HOUR_NS;
  run.follow(3);
  const other = machine.run();
  other.follow(3);
  assert.deepEqual(other.steps, run.steps);
  assert.equal(run.steps.length, 3);
});
