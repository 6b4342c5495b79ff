/** Verdicts where records were lost, and out of recordings. */
import assert from "assert";
import { makeDie } from "#tests/host/die.ts";
import { run, signal } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import { assertSameText } from "#tests/same_text.ts";
import { Critter, type Line } from "./critter.ts";
import { type Engine, startEngine } from "./engines.ts";

const ignore = noKernel !== undefined ||
  unmet("dockerd", "docker", "runc", "busybox") !== undefined;
const SMALL_RING = ["--ring-size", "64KiB"];

interface Stage extends AsyncDisposable {
  readonly engine: Engine;
  readonly folder: string;
}

async function stage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const folder = makePlace("ways");
  stack.defer(() => removePlace(folder));
  await makeDie(folder);
  const engine = stack.use(await startEngine("docker"));
  const rest = stack.move();
  return { engine, folder, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

function of(lines: readonly Line[], event: string, id: string): Line[] {
  return lines.filter((line) => line.event === event && line.cgroup?.path?.includes(id) === true);
}

/** Starts a container that waits; resolves to its id and its first process's. */
async function waiting(
  { engine, folder }: Stage,
  critter: Critter,
): Promise<{ id: string; pid: number }> {
  const name = `way-${crypto.randomUUID().slice(0, 8)}`;
  const id = await engine.create({ name, volume: folder, command: ["/way/die", "wait"] });
  await engine.start(id);
  await critter.waitFor("its start", (lines) => of(lines, "container.start", id).length > 0);
  return { id, pid: of(critter.lines, "container.start", id)[0]?.process?.pid ?? -1 };
}

/** Does something while critter reads nothing and its ring is full. */
async function whileFull(critter: Critter, what: () => Promise<void>): Promise<void> {
  signal(critter.pid, "SIGSTOP");
  try {
    await run("/bin/sh", ["-c", "i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done"]);
    await what();
  } finally {
    signal(critter.pid, "SIGCONT");
  }
}

Deno.test({
  name: "critter watch knows what asked a container to end though its ring was full then",
  ignore,
  async fn() {
    await using s = await stage();
    await using critter = await Critter.watch(["-r", s.engine.socket, ...SMALL_RING]);
    const { id, pid } = await waiting(s, critter);
    await whileFull(critter, async () => void await run("kill", ["-TERM", `${pid}`]));
    await critter.waitFor("the loss", (lines) => lines.some(({ event }) => event === "loss"));
    assert.deepEqual(of(critter.lines, "process.signal", id), [], "its SIGTERM was lost");
    await run("kill", ["-KILL", `${pid}`]);
    await critter.waitFor("the verdict", (lines) => of(lines, "container.exit", id).length > 0);
    assert.match(
      of(critter.lines, "container.exit", id)[0]?.process?.exit?.verdict ?? "",
      /^SIGKILL from kill \(host\), \d+\.\d s after its SIGTERM$/,
    );
  },
});

Deno.test({
  name: "critter watch says that it lost events where it cannot tell of a container's end",
  ignore,
  async fn() {
    await using s = await stage();
    await using critter = await Critter.watch(["-r", s.engine.socket, ...SMALL_RING]);
    const { id, pid } = await waiting(s, critter);
    await whileFull(critter, async () => {
      await run("kill", ["-KILL", `${pid}`]);
      await run("/bin/sh", ["-c", `while [ -e /proc/${pid}/exe ]; do :; done`]);
    });
    await critter.waitFor("the loss", (lines) => lines.some(({ event }) => event === "loss"));
    await run("/bin/true", ["behind"]);
    await critter.waitFor(
      "what came later",
      (lines) => lines.some(({ process }) => process?.command_args?.[1] === "behind"),
    );
    assert.deepEqual(of(critter.lines, "container.exit", id), []);
    assert.ok(
      critter.lines.some(({ event, loss }) =>
        event === "loss" && loss?.kind === "ring" && Number(loss.count) > 0
      ),
    );
  },
});

Deno.test({
  name:
    "critter replay writes the very bytes that watch wrote of deaths, signals, forks and ancestors",
  ignore,
  async fn() {
    await using s = await stage();
    const file = `${s.folder}/ways.critter`;
    const options = ["-e", "*"];
    await using critter = await Critter.watch(
      [...options, "--ancestors", "16", "-r", s.engine.socket, "--record", file],
    );
    const commands = [["exit", "3"], ["fault"], ["syscall", "ptrace"], ["memory"], ["child"]];
    const ids: string[] = [];
    for (const [index, command] of commands.entries()) {
      const id = await s.engine.create({
        ...{ name: `way-${index}`, volume: s.folder, command: ["/way/die", ...command] },
        memoryBytes: 32 << 20,
      });
      await s.engine.start(id).catch(() => {});
      ids.push(id);
    }
    const [last = "?"] = ids.slice(-1);
    const { id, pid } = await waiting(s, critter);
    await s.engine.exec(id, ["/bin/true"]);
    await run("kill", ["-TERM", `${pid}`]);
    await s.engine.kill(id);
    await critter.waitFor("the child's end", (lines) => of(lines, "oom.kill", last).length > 0);
    await s.engine.kill(last);
    ids.push(id);
    await critter.waitFor(
      "every end",
      (lines) => ids.every((each) => of(lines, "container.exit", each).length > 0),
    );
    assert.equal((await critter.stop()).code, 0, critter.stderr);
    const kinds = new Set(critter.lines.map(({ event }) => event));
    for (
      const kind of [
        ...["process.exec", "process.exit", "process.fork", "process.signal", "process.existing"],
        ...["oom.kill", "container.start", "container.exit"],
      ]
    ) assert.ok(kinds.has(kind), kind);

    await using replay = new Critter(["replay", file, "-o", "json", ...options]);
    const { code, stderr } = await replay.end(60_000);
    assert.equal(code, 0, stderr);
    assertSameText(replay.text, critter.text);
  },
});
