/** Whose limit of memory it was, where processes are in cgroups below their container's. */
import assert from "assert";
import { crio128, crio131, type Shape, type ShapedPod } from "#tests/fakes/cri_shapes.ts";
import { cgroupMount, randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { makeDie } from "#tests/host/die.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Critter, type Line } from "./critter.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const LIMIT = 32 << 20;

/** Writes a limit where this machine has the controller: in version 1's own hierarchy, else in version 2's. */
function limit(path: string): void {
  try {
    Deno.writeTextFileSync(`${cgroupMount("memory")}${path}/memory.limit_in_bytes`, `${LIMIT}`);
  } catch {
    Deno.writeTextFileSync(`${cgroupMount("default")}${path}/memory.max`, `${LIMIT}`);
  }
}

/** The cgroup in the hierarchy of the controller, which may be the same. */
function memoryCgroup(path: string): TestCgroup | undefined {
  try {
    return new TestCgroup(path, "memory");
  } catch {
    return undefined;
  }
}

const CASES: readonly {
  readonly scope: string;
  readonly shapeOf: (pod: ShapedPod) => Shape;
  /** How many levels above the process's cgroup the limit is. */
  readonly above: number;
}[] = [
  { scope: "container", shapeOf: crio128, above: 0 },
  { scope: "container", shapeOf: crio131, above: 1 },
  { scope: "pod", shapeOf: crio131, above: 2 },
  { scope: "pod", shapeOf: crio128, above: 1 },
];

for (const { scope, shapeOf, above } of CASES) {
  Deno.test({
    name:
      `critter watch names the limit of the ${scope} that lies ${above} levels above the process's cgroup, by ${shapeOf.name}`,
    ignore: noKernel !== undefined,
    async fn() {
      await using stack = new AsyncDisposableStack();
      const folder = makePlace("scope");
      stack.defer(() => removePlace(folder));
      await makeDie(folder);
      const shape = shapeOf({
        ...{ id: randomId(), sandboxId: randomId(), name: "web", namespace: "shop" },
        ...{ uid: crypto.randomUUID(), labels: {}, image: "registry.example:5000/web:1" },
      });
      const socket = `${folder}/cri.sock`;
      stack.use(await ScriptedRuntime.start({ socket, ...shape.script }));
      const place = stack.use(new TestCgroup(shape.cgroup));
      const memory = memoryCgroup(shape.cgroup);
      if (memory !== undefined) stack.use(memory);
      const limited = shape.cgroup.split("/").slice(0, above === 0 ? undefined : -above).join("/");
      limit(limited);
      const critter = stack.use(await Critter.watch(["-r", socket]));
      const enter = memory === undefined ? "" : `echo $$ > ${memory.directory}/cgroup.procs; `;
      await place.end(`${enter}exec ${folder}/die memory`);
      const isOwn = (event: string) => (line: Line): boolean =>
        line.event === event && line.cgroup?.path === shape.cgroup;
      await critter.waitFor("its end", (lines) => lines.some(isOwn("process.exit")));
      const kill = critter.lines.find(isOwn("oom.kill"));
      const exit = critter.lines.find(isOwn("process.exit"));
      assert.equal(kill?.oom?.scope, scope);
      assert.equal(kill?.oom?.cgroup?.name, limited.split("/").at(-1));
      assert.equal(
        exit?.process?.exit?.verdict,
        `out of memory: ${scope} limit 32 MiB; killed: die (pid ${exit?.process?.pid})`,
      );
    },
  });
}
