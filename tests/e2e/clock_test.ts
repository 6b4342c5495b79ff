import assert from "assert";
import { run } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Critter, type Line, type StartOptions } from "./critter.ts";

const ignore = noKernel !== undefined;
const NO_RUNTIME = ["--runtime-endpoint", "/nonexistent/runtime.sock"];
const HOUR_NS = 3_600_000_000_000n;
const PRELOAD = new URL("set_clock.ts", import.meta.url).pathname;

/** A process that lives until it is told to end. */
class Patient {
  readonly mark = crypto.randomUUID();
  readonly #child = new Deno.Command("/bin/sh", {
    args: ["-c", "read line", this.mark],
    stdin: "piped",
  }).spawn();

  async end(): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
  }

  exec(critter: Critter): Promise<Line> {
    return lineOf(
      critter,
      ({ event, process }) =>
        event === "process.exec" && process?.command_args?.includes(this.mark) === true,
    );
  }

  exit(critter: Critter): Promise<Line> {
    return lineOf(
      critter,
      ({ event, process }) => event === "process.exit" && process?.pid === this.#child.pid,
    );
  }
}

async function lineOf(critter: Critter, test: (line: Line) => boolean): Promise<Line> {
  await critter.waitFor("the line", () => critter.lines.some(test));
  const line = critter.lines.find(test);
  if (line === undefined) throw new Error("Cannot find the line again");
  return line;
}

function created(line: Line): string | undefined {
  return line.process?.creation.time;
}

/** How far the time of a new process's exec is from the real wall clock, in milliseconds. */
async function aheadMs(critter: Critter): Promise<number> {
  const mark = crypto.randomUUID();
  await run("/bin/true", [mark]);
  const { time } = await lineOf(
    critter,
    ({ process }) => process?.command_args?.includes(mark) === true,
  );
  return Date.parse(time) - Date.now();
}

Deno.test({
  name:
    "two runs of critter watch give a process one time of creation, with nothing that they share",
  ignore,
  async fn() {
    await using one = await Critter.watch(NO_RUNTIME);
    const patient = new Patient();
    const exec = created(await patient.exec(one));
    await using other = await Critter.watch(NO_RUNTIME);
    await patient.end();
    assert.match(exec ?? "", /^\d{4}-/);
    assert.equal(created(await patient.exit(one)), exec);
    assert.equal(created(await patient.exit(other)), exec);
  },
});

// A packed program's clock cannot be set from outside.
if (Deno.env.get("CRITTER") === undefined) {
  Deno.test({
    name:
      "runs of critter watch before, across and after a step of the wall clock give a process one time of creation",
    // A packed program loads no module of a test's.
    ignore,
    async fn() {
      const dir = makePlace("clock");
      await using stack = new AsyncDisposableStack();
      stack.defer(() => removePlace(dir));
      const clock = `${dir}/clock`;
      const set = (aheadNs: bigint) => Deno.writeTextFileSync(clock, `${aheadNs}`);
      set(0n);
      const options: StartOptions = {
        preload: PRELOAD,
        env: { RUNTIME_DIRECTORY: `${dir}/run`, SET_CLOCK: clock },
      };
      const recording = `${dir}/steps.critter`;
      const one = stack.use(await Critter.watch([...NO_RUNTIME, "--record", recording], options));
      const across = stack.use(await Critter.watch(NO_RUNTIME, options));
      const early = new Patient();
      const exec = created(await early.exec(one));
      assert.equal(created(await early.exec(across)), exec);

      set(-HOUR_NS);
      while (
        await aheadMs(one) > -3_000_000
      ) { /* the step is seen within a second and holds two later */ }
      while (await aheadMs(across) > -3_000_000) { /* as above */ }
      const late = new Patient();
      const lateExec = created(await late.exec(across));
      assert.ok((lateExec ?? "") < (exec ?? ""), "a process that was created later says so");
      const after = stack.use(await Critter.watch(NO_RUNTIME, options));
      await early.end();
      await late.end();
      for (const critter of [one, across, after]) {
        assert.equal(created(await early.exit(critter)), exec);
        assert.equal(created(await late.exit(critter)), lateExec);
      }

      assert.equal((await one.stop()).code, 0);
      await across.stop();
      await after.stop();
      // Set while no run looks.
      set(HOUR_NS);
      const last = stack.use(await Critter.watch(NO_RUNTIME, options));
      assert.ok(await aheadMs(last) > 3_000_000);

      const replay = stack.use(new Critter(["replay", recording, "-o", "json"]));
      assert.equal((await replay.end()).code, 0);
      assert.equal(replay.text, one.text);
    },
  });
}
