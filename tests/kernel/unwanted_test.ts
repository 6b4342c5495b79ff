import assert from "assert";
import { Capture } from "./capture.ts";
import { kernelTest } from "./declare.ts";

kernelTest("turnAway() ends a cgroup's process records, and admit() brings them back", () => {
  using capture = new Capture();
  using other = new Capture();
  const { programs, id } = capture;
  capture.run("/bin/true", "before");
  assert.ok(programs.turnAway(id));
  assert.ok(programs.turnAway(id));
  capture.run("/bin/true", "away");
  programs.admit(id);
  programs.admit(id);
  capture.run("/bin/true", "after");
  assert.deepEqual(capture.execs().map(({ args }) => args[1]), ["before", "after"]);
  assert.equal(capture.exits().length, 2);
  assert.equal(programs.lost(), 0n);
  // Each program that runs has cgroups of its own to turn away, and others go on.
  const seen = other.records().filter((record) => record.type === "exec" && record.cgroup === id);
  assert.equal(seen.length, 3);
});

kernelTest("turnAway() takes ids of 64 bits and says when there is no more room", () => {
  using capture = new Capture();
  const { programs } = capture;
  const base = capture.id | 1n << 63n;
  let count = 0;
  while (programs.turnAway(base + BigInt(count))) count++;
  assert.equal(count, 65_536);
  capture.run("/bin/true");
  assert.equal(capture.execs().length, 1);
  programs.admit(base);
  assert.ok(programs.turnAway(capture.id));
  capture.run("/bin/true");
  assert.equal(capture.execs().length, 1);
});

kernelTest(
  "an exec in a cgroup that is turned away still begins the duration told at the exit",
  () => {
    using capture = new Capture();
    using home = new Capture();
    capture.programs.turnAway(capture.id);
    const script = 'sleep 0.2; echo $$ > "$0/cgroup.procs"';
    capture.run("/bin/sh", "-c", script, home.folder);
    const exit = capture.records().filter(({ type, cgroup }) =>
      type === "exit" && cgroup === home.id
    )
      .at(-1);
    assert.ok(exit?.type === "exit");
    assert.ok(exit.durationNs >= 200_000_000n && exit.durationNs < 2_000_000_000n);
  },
);
