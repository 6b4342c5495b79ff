/** Why containers died, by the verdicts of real ones: a table that every runtime goes through. */
import assert from "assert";
import { makeDie } from "#tests/host/die.ts";
import { sleep } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import { type Engine, startEngine } from "./engines.ts";
import { furnish, IN_MID_LIFE, type Way, WAYS } from "./ways.ts";

const ignore = noKernel !== undefined || unmet(
      ...["containerd", "ctr", "runc", "busybox", "dockerd", "docker", "podman", "conmon"] as const,
    ) !== undefined;
const ENGINES: readonly Engine["name"][] = ["containerd", "docker", "podman"];
/** Podman answers about a container once it has started it. */
const HOLD_LIMIT = ["--hold-limit", "10s"];
/** So many die at a time. */
const SIDE_BY_SIDE = 4;

/** A runtime and a folder for its containers. */
interface Stage extends AsyncDisposable {
  readonly engine: Engine;
  readonly volume: string;
}

async function stage(name: Engine["name"]): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const volume = makePlace("ways");
  stack.defer(() => removePlace(volume));
  await makeDie(volume);
  furnish(volume);
  const engine = stack.use(await startEngine(name));
  const rest = stack.move();
  return { engine, volume, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

function linesOf(lines: readonly Line[], event: string, id: string): Line[] {
  return lines.filter((line) => line.event === event && line.cgroup?.path?.includes(id) === true);
}

/** Has a container die in that way and looks at what critter says of it. */
async function die(stage: Stage, critter: Critter, way: Way, index: number): Promise<void> {
  const id = await create(stage, way, `way-${index}`);
  const starting = stage.engine.start(id).then(() => true, () => false);
  if (way.neverBegins === true) {
    await starting;
  } else {
    assert.ok(await starting, way.name);
    await began(critter, id);
    await act(stage, way, id, critter.lines);
  }
  await assertVerdict(critter, way, id);
}

function create({ engine, volume }: Stage, way: Way, name: string): Promise<string> {
  const options = (way.plan.options ?? []).map((option) => option.replace("VOLUME", volume));
  return engine.create({ name, volume, ...way.plan, options });
}

async function began(critter: Critter, id: string): Promise<void> {
  await critter.waitFor("its start", (lines) => linesOf(lines, "container.start", id).length > 0);
}

async function act({ engine, volume }: Stage, way: Way, id: string, lines: Line[]): Promise<void> {
  const [first] = lines.filter((line) =>
    ["container.start", "process.existing"].includes(line.event) &&
    line.cgroup?.path?.includes(id) === true
  );
  const path = first?.cgroup?.path ?? "?";
  await way.act?.({ engine, id, volume, path, pid: first?.process?.pid ?? -1 });
}

async function assertVerdict(critter: Critter, way: Way, id: string): Promise<void> {
  await critter.waitFor(
    `the verdict of what ${way.name}`,
    (lines) => linesOf(lines, "container.exit", id).length > 0,
  );
  const exits = linesOf(critter.lines, "container.exit", id);
  assert.equal(exits.length, 1, way.name);
  const [line] = exits;
  const exit = line?.process?.exit;
  const verdict = exit?.verdict?.replace(`(pid ${line?.process?.pid})`, "(pid PID)") ?? "";
  if (typeof way.verdict === "string") assert.equal(verdict, way.verdict, way.name);
  else assert.match(verdict, way.verdict, way.name);
  assert.equal(exit?.cause, way.cause, way.name);
  assert.equal(line?.label_state, "resolved", way.name);
  assert.equal(line?.container?.id, id, way.name);
  // The process's own line says the same, where it says more than its code.
  const own = linesOf(critter.lines, "process.exit", id)
    .filter(({ process }) => process?.exec_id === line?.process?.exec_id);
  if (way.neverBegins === true) return;
  assert.equal(own.length, 1, way.name);
  assert.equal(own[0]?.process?.exit?.cause, way.cause, way.name);
  if (way.cause !== "exited") assert.equal(own[0]?.process?.exit?.verdict, exit?.verdict, way.name);
}

async function forAll(
  ways: readonly Way[],
  each: (way: Way, index: number) => Promise<void>,
): Promise<void> {
  const left = [...ways.entries()];
  const failures: unknown[] = [];
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next; (next = left.shift()) !== undefined;) {
      const [index, way] = next;
      await each(way, index).catch((error) => failures.push(error));
    }
  }));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("\n"));
}

for (const name of ENGINES) {
  const applies = ({ engines }: Way): boolean => engines === undefined || engines.includes(name);

  Deno.test({
    name: `critter watch has the verdict on every way in which a container of ${name} dies`,
    ignore,
    async fn() {
      await using s = await stage(name);
      await using critter = await Critter.watch(["-r", s.engine.socket, ...HOLD_LIMIT]);
      await forAll(WAYS.filter(applies), (way, index) => die(s, critter, way, index));
      assert.equal((await critter.stop()).code, 0, critter.stderr);
      assert.match(critter.stderr, /, none lost$/m);
    },
  });

  Deno.test({
    name: `critter watch has the same verdicts of containers of ${name} that began before it`,
    ignore,
    async fn() {
      await using s = await stage(name);
      const ids: string[] = [];
      const ways = IN_MID_LIFE.filter(applies);
      for (const [index, way] of ways.entries()) {
        const id = await create(s, way, `early-${index}`);
        await s.engine.start(id);
        ids.push(id);
      }
      await sleep(500); // Until what they run has begun.
      const events = ["-e", "process.existing,process.exit,container.*"];
      await using critter = await Critter.watch([
        ...["-r", s.engine.socket, ...HOLD_LIMIT, ...events, "-e", "process.exec"],
      ]);
      await forAll(ways, async (way, index) => {
        const id = ids[index] ?? "?";
        await critter.waitFor("it", (lines) => linesOf(lines, "process.existing", id).length > 0);
        await act(s, way, id, critter.lines);
        await assertVerdict(critter, way, id);
      });
    },
  });

  Deno.test({
    name:
      `critter watch says which child of a container of ${name} ran out of memory, and the container lives on`,
    ignore,
    async fn() {
      await using s = await stage(name);
      await using critter = await Critter.watch(["-r", s.engine.socket, ...HOLD_LIMIT]);
      const plan = { command: ["/way/die", "child"], memoryBytes: 32 << 20 };
      const id = await s.engine.create({ name: "parent", volume: s.volume, ...plan });
      await s.engine.start(id);
      await critter.waitFor(
        "the kill",
        (lines) =>
          linesOf(lines, "process.exit", id).some(({ process }) => process?.exit?.signal === 9),
      );
      const [kill] = linesOf(critter.lines, "oom.kill", id);
      const exit = linesOf(critter.lines, "process.exit", id).find(({ process }) =>
        process?.exit?.signal === 9
      );
      assert.equal(kill?.process?.pid, exit?.process?.pid);
      assert.equal(
        exit?.process?.exit?.verdict,
        `out of memory: container limit 32 MiB; killed: die (pid ${exit?.process?.pid})`,
      );
      const oom = kill?.oom;
      assert.equal(oom?.scope, "container");
      assert.equal(oom?.limit_bytes, `${32 << 20}`);
      const anonymous = Number(oom?.memory?.anonymous_bytes);
      assert.ok(anonymous > 16 << 20 && anonymous <= 32 << 20, `${anonymous} bytes of its own`);
      assert.equal(oom?.trigger?.process.pid, kill?.process?.pid);
      await sleep(500);
      assert.deepEqual(linesOf(critter.lines, "container.exit", id), []);
      await s.engine.kill(id);
      await critter.waitFor("its end", (lines) => linesOf(lines, "container.exit", id).length > 0);
      const [end] = linesOf(critter.lines, "container.exit", id);
      assert.equal(end?.process?.exit?.cause, "signal");
    },
  });
}

Deno.test({
  name: "critter watch says that it was the pod's limit of memory where the container's is higher",
  ignore,
  async fn() {
    await using s = await stage("containerd");
    await using critter = await Critter.watch(["-r", s.engine.socket]);
    const plan = {
      command: ["/way/die", "memory"],
      memoryBytes: 256 << 20,
      podMemoryBytes: 48 << 20,
    };
    const id = await s.engine.create({ name: "pod", volume: s.volume, ...plan });
    await s.engine.start(id);
    await critter.waitFor("its end", (lines) => linesOf(lines, "container.exit", id).length > 0);
    const [line] = linesOf(critter.lines, "container.exit", id);
    assert.equal(
      line?.process?.exit?.verdict,
      `out of memory: pod limit 48 MiB; killed: die (pid ${line?.process?.pid})`,
    );
    const [kill] = linesOf(critter.lines, "oom.kill", id);
    assert.equal(kill?.oom?.scope, "pod");
    assert.match(kill?.oom?.cgroup?.name ?? "", /^pod[0-9a-f-]{36}$/);
  },
});
