import assert from "assert";
import type { LabelUpdate } from "#labels/update.ts";
import { KernelFilter } from "./kernel_filter.ts";

const fragment = ',"label_state":"resolved"}\n';

function setUp(includeHost: boolean, room = Infinity) {
  const unwanted = new Set<bigint>();
  const calls: string[] = [];
  const filter = new KernelFilter({
    turnAway(cgroup) {
      calls.push(`turn away ${cgroup}`);
      if (unwanted.size >= room) return false;
      unwanted.add(cgroup);
      return true;
    },
    admit(cgroup) {
      calls.push(`admit ${cgroup}`);
      unwanted.delete(cgroup);
    },
  }, includeHost);
  return { filter, unwanted, calls };
}

function final(cgroup: bigint, pass: boolean, host = false): LabelUpdate {
  return { kind: "final", cgroup, fragment, host, pass };
}

Deno.test("KernelFilter turns away what is decided not to pass, and admits it again", () => {
  const { filter, unwanted, calls } = setUp(true);
  filter.follow({ kind: "hold", cgroup: 1n, fragment, pass: false });
  filter.follow(final(1n, false));
  filter.follow(final(1n, false));
  filter.follow(final(2n, true));
  filter.follow(final(3n, true, true));
  assert.deepEqual([...unwanted], [1n]);
  filter.follow({ kind: "hold", cgroup: 1n, fragment });
  assert.deepEqual([...unwanted], [1n]);
  filter.follow(final(1n, true));
  filter.follow(final(1n, false));
  filter.follow({ kind: "forget", cgroup: 1n });
  filter.follow({ kind: "forget", cgroup: 2n });
  assert.deepEqual(calls, ["turn away 1", "admit 1", "turn away 1", "admit 1"]);
});

Deno.test("KernelFilter turns the host away where only containers are shown", () => {
  const { filter, unwanted } = setUp(false);
  filter.follow(final(1n, true, true));
  filter.follow(final(2n, true));
  assert.deepEqual([...unwanted], [1n]);
});

Deno.test("KernelFilter leaves to the hot path what the kernel has no room for", () => {
  const { filter, unwanted, calls } = setUp(true, 1);
  filter.follow(final(1n, false));
  filter.follow(final(2n, false));
  filter.follow({ kind: "forget", cgroup: 2n });
  assert.deepEqual([...unwanted], [1n]);
  assert.deepEqual(calls, ["turn away 1", "turn away 2"]);
});
