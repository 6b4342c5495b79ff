import assert from "assert";
import * as skeleton from "#bpf/skeleton.ts";
import { EVENT_KINDS } from "./kinds.ts";
import { FIELD_GROUPS } from "./tables/reference.ts";
import { EVENT_HOOKS, hooksFor } from "./hooks.ts";

Deno.test("EVENT_HOOKS names every program of the built object once, and no other", () => {
  const named = EVENT_HOOKS.flatMap(({ hooks }) => hooks.map(({ program }) => program));
  assert.deepEqual(named.toSorted(), skeleton.programs.map(({ name }) => name).toSorted());
});

Deno.test("EVENT_HOOKS has every event, and names keys of the line", () => {
  const kinds = EVENT_HOOKS.filter(({ unless }) => unless === undefined).map(({ kind }) => kind);
  assert.deepEqual(
    kinds,
    EVENT_KINDS.filter(({ caughtWith }) => caughtWith === undefined).map(({ name }) => name),
  );
  const keys = FIELD_GROUPS.flatMap(({ fields }) => fields.map(({ name }) => name));
  for (const { hooks } of EVENT_HOOKS) {
    for (const key of hooks.flatMap(({ missing = [] }) => missing)) {
      assert.ok(keys.includes(key), key);
    }
  }
});

Deno.test("hooksFor() gives what is asked for and what critter itself needs", () => {
  const kinds = (...events: string[]) => hooksFor(events).map(({ kind }) => kind);
  const cgroups = ["cgroup.mkdir", "cgroup.rmdir"];
  assert.deepEqual(kinds("cgroup.rmdir"), cgroups);
  // Whose child a process is takes forks, and those that were there before.
  const lineage = [...cgroups, "process.fork", "process.existing"];
  assert.deepEqual(kinds("process.exec"), ["process.exec", ...lineage]);
  assert.deepEqual(kinds("container.start"), ["process.exec", ...lineage]);
  assert.deepEqual(kinds("process.existing"), lineage);
  assert.deepEqual(kinds("process.fork"), [...lineage, "runs of programs"]);
  // Why one ended takes signals and kills for want of memory.
  const why = ["process.signal", "oom.kill", "process.existing", "runs of programs"];
  const exits = ["process.exit", ...cgroups, "process.fork", ...why];
  assert.deepEqual(kinds("process.exit"), exits);
  assert.deepEqual(kinds("container.exit"), exits);
});
