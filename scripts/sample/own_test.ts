import assert from "assert";
import { plainRunKey } from "#tests/hotpath/plain_lineage.ts";
import {
  concatenate,
  execRecord,
  exitRecord,
  framedExactly,
} from "#tests/hotpath/record_builder.ts";
import { decode } from "#tests/kernel/records.ts";
import { keepOwn, ownPrograms } from "./own.ts";

Deno.test("keepOwn() keeps records of own cgroups, and of others the names that those need", () => {
  const runtime = { startTimeNs: 5n, pid: 5, run: 2, cgroup: 9n };
  const program = plainRunKey(5n, 5, 2);
  const ancestors = [{ startTimeNs: 6n, pid: 6, run: 2, program }];
  const bytes = concatenate([
    execRecord({ ...runtime, executable: "/usr/bin/runc", args: ["runc", "--secret"] }),
    execRecord({ ...runtime, pid: 7, executable: "/usr/bin/other" }),
    execRecord({ cgroup: 1n, ancestors, executable: "/app" }),
    exitRecord({ cgroup: 9n }),
    exitRecord({ cgroup: 1n }),
  ].map(framedExactly));
  const input = { kind: "ring", bytes } as const;
  const cgroups = new Set([1n]);
  const programs = ownPrograms([input], cgroups);
  assert.deepEqual([...programs], [program]);
  const kept = keepOwn(input, { cgroups, programs });
  assert.ok(kept?.kind === "ring");
  const records = decode(kept.bytes);
  assert.deepEqual(records.map(({ type }) => type), ["existing", "exec", "exit"]);
  const [name] = records;
  assert.ok(name?.type === "existing");
  assert.deepEqual([name.executable, name.args, name.requested], ["/usr/bin/runc", [], ""]);
});
