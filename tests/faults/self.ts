/** What happens to the program itself: too little of something, signals, parts that break. */
import { Critter } from "#tests/e2e/critter.ts";
import { cgroup2Mount } from "#tests/host/cgroup.ts";
import { run, signal, sleep } from "#tests/host/exec.ts";
import { type Effort, type Fault, type Outcome, sum } from "./fault.ts";
import { MemoryGroup } from "./memory_group.ts";
import { burst, missing, RawCritter, read } from "./raw.ts";
import { countedLosses, play, settle } from "./scene.ts";

const MARKS = 20;
const BREAKAGES = [
  "label path throws in a timer",
  "label path throws in a promise",
  "label path throws when the kernel tells of a cgroup",
  "event path throws",
  "event path throws what is no error",
  "event path's thread closes",
  "event path stands still",
];

/** A running program that cannot open anything for a while. */
function noDescriptors(): Promise<Outcome> {
  // For the lines of a stack trace Deno opens modules' files, from source, and ends when it cannot: there are none then.
  const wrapper = ["env", "DENO_V8_FLAGS=--stack-trace-limit=0"];
  return play({ wrapper }, async (scene) => {
    const known = await scene.pod("known");
    await scene.work(known, MARKS);
    // What a connection needs is loaded once there are labels.
    await settle(scene.critter, scene.marks);
    const limit = (text: string): Promise<string> =>
      run("prlimit", [`--pid=${scene.critter.pid}`, `--nofile=${text}`]);
    await limit("10:4096");
    await scene.runtime.goaway();
    await sleep(200);
    await scene.work(known, MARKS);
    const young = await scene.pod("young");
    await scene.work(young, MARKS, "unknown");
    await sleep(1000);
    await limit("4096:4096");
    await sleep(1500);
    await scene.work(young, MARKS);
    await scene.work(await scene.pod("late"), MARKS);
  });
}

/** Too few descriptors from the start: it works, or says so. */
async function fewDescriptors(): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const limit of [8, 16, 24, 32, 40, 64]) {
    await using critter = new RawCritter(["-o", "json", "--duration", "1s"], {
      wrapper: ["prlimit", `--nofile=${limit}`],
    });
    const { code, signal } = await critter.end();
    const said = critter.stderr.trim().split("\n").at(-1) ?? "";
    const clear = code === 0 || code === 1 && said !== "";
    const { broken } = read(critter.text);
    outcomes.push({
      ...one(clear && signal === null),
      mislabelled: broken.length,
      notes: code === 0 ? [] : [`${limit}: exit ${code}, ${said.slice(0, 100)}`],
    });
  }
  return sum(outcomes);
}

/** 128 MiB for everything, and work for all parts of the program. */
async function littleMemory(): Promise<Outcome> {
  using group = new MemoryGroup(128 << 20);
  let peak = "";
  const outcome = await play({
    wrapper: ["/bin/sh", "-c", `echo $$ > ${group.processes}; exec "$@"`, "sh"],
  }, async (scene) => {
    await scene.runtime.update({ generate: 2000 });
    await scene.runtime.goaway();
    for (let i = 0; i < 10; i++) await scene.work(await scene.pod(`pod-${i}`), MARKS);
    await burst(1000, 4000);
    for (let i = 0; i < 5; i++) await scene.work(await scene.pod(`late-${i}`), MARKS);
    peak = `peak ${(group.peak / (1 << 20)).toFixed(0)} MiB, page cache included`;
  });
  return { ...outcome, notes: [...outcome.notes, peak] };
}

/** Signals that mean nothing to it, again and again. */
function meaninglessSignals(): Promise<Outcome> {
  return play({ tried: 3 }, async (scene) => {
    const known = await scene.pod("known");
    for (const name of ["SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT", "SIGPIPE"] as const) {
      for (let i = 0; i < 40; i++) {
        signal(scene.critter.pid, name);
        await sleep(2);
      }
      if (scene.critter.ended) throw new Error(`Cannot go on as ${name} has ended it`);
      await scene.work(known, MARKS);
    }
  });
}

/** Signals that end it, many at once: whole lines, and the exit code of the signal at worst. */
async function endingSignals(): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const name of ["SIGHUP", "SIGTERM", "SIGINT"] as const) {
    await using critter = new RawCritter(["-o", "json"]);
    await critter.ready();
    const reading = critter.readUntil();
    const busy = burst(200, 4000);
    await sleep(100);
    for (let i = 0; i < 20; i++) signal(critter.pid, name);
    const { code } = await critter.end();
    await reading;
    await busy;
    const { broken, rest } = read(critter.text);
    const expected = [0, 129, 130, 143].includes(code);
    outcomes.push({
      ...one(expected),
      mislabelled: broken.length,
      notes: [
        ...expected ? [] : [`${name}: exit ${code}: ${critter.stderr}`],
        ...rest === "" ? [] : [`${name}: the last line is torn`],
      ],
    });
  }
  return sum(outcomes);
}

/** Killed while it writes: every line but the last is whole. */
async function killed({ full }: Effort): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  let torn = 0;
  for (let round = 0; round < (full ? 50 : 5); round++) {
    await using critter = new RawCritter(["-o", "json"]);
    await critter.ready();
    const reading = critter.readUntil();
    const busy = burst(100, 4000);
    await sleep(30 + 20 * round);
    await critter.end("SIGKILL");
    await reading;
    await busy;
    const { broken, rest } = read(critter.text);
    if (rest !== "") torn++;
    outcomes.push({ ...one(true), mislabelled: broken.length });
  }
  return { ...sum(outcomes), notes: torn === 0 ? [] : [`the last line was torn ${torn} times`] };
}

/** Stopped as by a debugger, longer than events may wait, then let go on. */
function stopped({ full }: Effort): Promise<Outcome> {
  return play({ args: () => ["--ring-size", "16MiB"], holdLimit: "2s" }, async (scene) => {
    const known = await scene.pod("known");
    await scene.work(known, MARKS);
    await settle(scene.critter, scene.marks);
    signal(scene.critter.pid, "SIGSTOP");
    await scene.work(known, MARKS);
    const young = await scene.pod("young");
    await scene.work(young, MARKS, "unknown");
    await sleep(full ? 60_000 : 3000);
    signal(scene.critter.pid, "SIGCONT");
    await sleep(500);
    await scene.work(young, MARKS);
  });
}

/** Another one at the same time, on the same runtime; it ends before. */
function two(): Promise<Outcome> {
  return play({ tried: 2 }, async (scene) => {
    const pod = await scene.pod("shared");
    await using other = await Critter.watch(["--runtime-endpoint", scene.socket]);
    await scene.work(pod, MARKS);
    await settle(other, scene.marks);
    const { lost, mislabelled, unlabelled } = scene.marks.judge(other.lines);
    const { code } = await other.stop();
    if (code + lost + mislabelled + unlabelled > 0) throw new Error("Cannot share: see the other");
    await scene.work(pod, MARKS);
  });
}

/** A part breaks: the program ends, with one sentence and exit code 1, and has written whole lines. */
async function breakage(what: string): Promise<Outcome> {
  await using critter = new RawCritter(["-o", "json"], {
    preload: new URL("breakage/main.ts", import.meta.url).pathname,
    env: { BREAK: what },
  });
  await critter.ready();
  const reading = critter.readUntil();
  const stop = Date.now() + 12_000;
  while (!critter.ended && Date.now() < stop) {
    await run("/bin/true", []);
    const cgroup = await Deno.makeTempDir({ dir: cgroup2Mount(), prefix: "fault-" });
    await Deno.remove(cgroup);
    await sleep(50);
  }
  const endedAlone = critter.ended;
  const { code } = await critter.end("SIGKILL");
  await reading;
  const { broken } = read(critter.text);
  const last = critter.stderr.trim().split("\n").at(-1) ?? "";
  const fine = endedAlone && code === 1 && /^critter: .*(on purpose|stood still|path )/.test(last);
  return {
    ...one(fine),
    mislabelled: broken.length,
    notes: fine ? [] : [`${what}: ended ${endedAlone}, exit ${code}: ${last}`],
  };
}

/** The smallest kernel buffer: what the kernel refuses is counted, told in the stream and at the end. */
async function tinyRing(): Promise<Outcome> {
  await using critter = new RawCritter(["-o", "json", "--ring-size", "64KiB"]);
  await critter.ready();
  const reading = critter.readUntil();
  signal(critter.pid, "SIGSTOP");
  const words = await burst(600, 200);
  signal(critter.pid, "SIGCONT");
  await sleep(1500);
  const after = await burst(3, 10);
  await sleep(300);
  const { code } = await critter.end("SIGINT");
  await reading;
  const { lines, broken, rest } = read(critter.text);
  const told = countedLosses(lines, "ring");
  const gone = missing(words, lines);
  const said = critter.stderr.includes(`ring ${told.toLocaleString("en")}`);
  return {
    ...one(code === 0 && said && told >= gone && gone > 0),
    lost: Math.max(0, gone - told) + missing(after, lines),
    mislabelled: broken.length + (rest === "" ? 0 : 1),
    notes: [`${gone} of ${words.length} marked execs gone; the stream counts ${told} records lost`],
  };
}

function one(survived: boolean): Outcome {
  return {
    tried: 1,
    survived: survived ? 1 : 0,
    lost: 0,
    mislabelled: 0,
    unlabelled: 0,
    notes: [],
  };
}

/** The faults of this file. */
export const SELF: readonly Fault[] = [
  { name: "kernel's buffer is full", run: tinyRing },
  { name: "no file descriptors for a while", run: noDescriptors },
  { name: "few file descriptors from the start", run: fewDescriptors },
  { name: "128 MiB of memory", run: littleMemory },
  { name: "storm of SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT, SIGPIPE", run: meaninglessSignals },
  { name: "storm of SIGHUP, SIGTERM, SIGINT", run: endingSignals },
  { name: "killed while it writes", run: killed },
  { name: "stopped for longer than events may wait", run: stopped },
  { name: "two critters at once", run: two },
  ...BREAKAGES.map((what) => ({ name: what, run: () => breakage(what) })),
];
