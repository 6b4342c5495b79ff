/** A long time of ordinary work: a steady stream, pods that come and go, and nothing that grows. */
import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { Critter } from "#tests/e2e/critter.ts";
import { ScriptedPod } from "#tests/e2e/scripted_pod.ts";
import { ScriptedRuntime } from "#tests/e2e/scripted_runtime.ts";
import { sleep } from "#tests/host/exec.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { COMMAND, FIRST_PID, Producer } from "../../scripts/bench/live/producer.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";
import { Marks } from "./marks.ts";
import { countedLosses, PATIENT, settle, work } from "./scene.ts";
import { PRELOAD } from "./workers/path.ts";
import { type Point, riseOf, slopeOf } from "./trend.ts";

const RATE = 5000;
const PROMISED_SECONDS = 3600;
const SHORT_SECONDS = 25;
/** Pods that are there all the time; the stream's records are theirs in turn. */
const STEADY = 8;
/** A pod lives so long, and there is a new one so often. */
const LIFE_MS = 5000;
const BIRTH_MS = 1000;
const MARKS = 10;
const SAMPLE_MS = 1000;
/** Until here it still fills its caches; the label path keeps removed cgroups for a minute. */
const WARM_SECONDS = { short: 8, full: 300 };
/** What may be told from the noise of garbage collection: MiB between first and last third, and an hour. */
const MOST_RISE_MIB = { short: 16, full: 4 };
const MOST_MIB_AN_HOUR = 4;
const MOST_DESCRIPTORS = 2;
const MOST_HELD = 50;

interface Sample {
  readonly seconds: number;
  readonly residentMib: number;
  readonly anonymousMib: number;
  readonly descriptors: number;
  readonly held: number;
  readonly cgroups: number;
}

/** Counts the stream's lines and looks whether each has its own pod's labels. */
class Tally {
  lines = 0;
  strangers = 0;
  readonly #uids: readonly string[];

  constructor(uids: readonly string[]) {
    this.#uids = uids;
  }

  /** Whether the line is something else, to be kept. */
  take(raw: string): boolean {
    if (!raw.includes(`"name":"${COMMAND}"},"process"`)) {
      return raw.includes("mark-") || raw.includes("ready-") || raw.includes('"loss"');
    }
    this.lines++;
    const pid = Number(/"pid":(\d+)/.exec(raw)?.[1]);
    const uid = this.#uids[(pid - FIRST_PID) % this.#uids.length] ?? "";
    if (!raw.includes(`"uid":"${uid}"`) || !raw.includes('"label_state":"resolved"')) {
      this.strangers++;
    }
    return false;
  }
}

function sample(pid: number, file: string, seconds: number): Sample {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const mib = (key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  const { held, cgroups }: { held: number; cgroups: number } = JSON.parse(
    Deno.readTextFileSync(file),
  );
  return {
    seconds,
    residentMib: mib("VmRSS"),
    anonymousMib: mib("RssAnon"),
    descriptors: [...Deno.readDirSync(`/proc/${pid}/fd`)].length,
    held,
    cgroups,
  };
}

/** Pods come, work, and go after a while, one after another until the end. */
async function churn(runtime: ScriptedRuntime, marks: Marks, endMs: number): Promise<number> {
  let count = 0;
  const lives = new Set<Promise<void>>();
  const live = async (): Promise<void> => {
    const pod = await ScriptedPod.create(runtime, `young-${count++}`);
    try {
      await work(marks, pod, MARKS);
      await sleep(LIFE_MS);
      await work(marks, pod, 1);
    } finally {
      await pod.remove(runtime);
    }
  };
  while (performance.now() < endMs) {
    const life = live();
    lives.add(life);
    void life.finally(() => lives.delete(life));
    await sleep(BIRTH_MS);
  }
  await Promise.all(lives);
  return count;
}

async function soak({ full }: Effort): Promise<Outcome> {
  const seconds = full ? PROMISED_SECONDS : SHORT_SECONDS;
  const dir = makePlace("soak");
  await using stack = new AsyncDisposableStack();
  stack.defer(() => removePlace(dir));
  const runtime = stack.use(await ScriptedRuntime.start({ socket: `${dir}/cri.sock` }));
  const steady: ScriptedPod[] = [];
  for (let i = 0; i < STEADY; i++) {
    steady.push(stack.use(await ScriptedPod.create(runtime, `steady-${i}`)));
  }
  const tree = Cgroupfs.detect();
  const producer = await Producer.build(dir, steady.map(({ path }) => tree.idOf(path) ?? 0n));
  const tally = new Tally(steady.map(({ labels }) => labels.uid));
  const marks = new Marks();
  const counters = `${dir}/counters.json`;
  const critter = stack.use(
    await Critter.watch(["--runtime-endpoint", `${dir}/cri.sock`, ...PATIENT], {
      keep: (raw) => tally.take(raw),
      preload: PRELOAD,
      env: { WORKER: "counters", COUNTERS: counters },
    }),
  );
  for (const pod of steady) await work(marks, pod, 1);
  await settle(critter, marks);

  const start = performance.now();
  const samples: Sample[] = [];
  const unsampled: string[] = [];
  const sampling = setInterval(() => {
    try {
      samples.push(sample(critter.pid, counters, (performance.now() - start) / 1000));
    } catch (error) {
      unsampled.push(`Cannot go on sampling: ${error}`);
      clearInterval(sampling);
    }
  }, SAMPLE_MS);
  let made = 0;
  let pods = 0;
  try {
    [made, pods] = await Promise.all([
      producer.steady(critter.pid, RATE, seconds),
      churn(runtime, marks, start + seconds * 1000),
    ]);
  } finally {
    clearInterval(sampling);
  }
  await settle(critter, marks);
  const { code, stderr } = await critter.stop();
  const verdict = marks.judge(critter.lines);
  const found = judge(samples, full ? "full" : "short");
  found.faults.push(...unsampled);
  const [ring, sink] = ["ring", "sink"].map((kind) => countedLosses(critter.lines, kind));
  return {
    tried: 1,
    survived: code === 0 && found.faults.length === 0 ? 1 : 0,
    // Whatever it says of it itself: at this rate nothing is to be lost.
    lost: made - tally.lines + verdict.lost,
    mislabelled: tally.strangers + verdict.mislabelled,
    unlabelled: verdict.unlabelled,
    notes: [
      `${made} made records, ${marks.size} marked execs, ${pods} pods in ${seconds} s; counted as lost: ring ${ring}, sink ${sink}`,
      ...found.notes,
      ...found.faults,
      ...verdict.notes,
      ...code === 0 ? [] : [stderr],
    ],
  };
}

/** What the samples say, and which of it is too much. */
function judge(
  samples: readonly Sample[],
  form: "short" | "full",
): { notes: string[]; faults: string[] } {
  const warm = samples.filter(({ seconds }) => seconds > WARM_SECONDS[form]);
  const series = (pick: (sample: Sample) => number): Point[] =>
    warm.map((one) => ({ seconds: one.seconds, value: pick(one) }));
  const notes: string[] = [];
  const faults: string[] = [];
  const look = (
    name: string,
    unit: string,
    points: readonly Point[],
    mostRise: number,
    mostHourly = Infinity,
  ): void => {
    const values = points.map(({ value }) => value);
    const rise = riseOf(points);
    const hourly = slopeOf(points) * 3600;
    const slope = form === "full" ? `, ${hourly.toFixed(2)}${unit} an hour` : "";
    notes.push(
      `${name} ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}${unit}, ` +
        `last third above first ${rise.toFixed(1)}${unit}${slope}`,
    );
    const grows = !(rise <= mostRise) || form === "full" && !(hourly <= mostHourly);
    if (grows) faults.push(`Cannot call ${name} flat`);
  };
  look(
    "anonymous memory",
    " MiB",
    series((s) => s.anonymousMib),
    MOST_RISE_MIB[form],
    MOST_MIB_AN_HOUR,
  );
  look(
    "resident memory",
    " MiB",
    series((s) => s.residentMib),
    MOST_RISE_MIB[form],
    MOST_MIB_AN_HOUR,
  );
  look("descriptors", "", series((s) => s.descriptors), MOST_DESCRIPTORS);
  look("held events", "", series((s) => s.held), MOST_HELD);
  look("known cgroups", "", series((s) => s.cgroups), Infinity);
  return { notes, faults };
}

/** The faults of this file. */
export const SOAK: readonly Fault[] = [
  { name: `soak: ${RATE} events a second while pods come and go`, run: soak },
];
