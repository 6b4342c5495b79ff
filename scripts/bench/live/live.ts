import { type Spread, spreadOf } from "../statistics.ts";
import { Producer } from "./producer.ts";
import { Program } from "./program.ts";
import { output, sleep } from "./text.ts";

/** The processors: critter has one for itself, whoever makes the events the other. */
const CRITTER_CPU = 1;
const PRODUCER_CPU = 0;
const SETTLE_MS = 1_500;

/** Records of the whole program on a live kernel. */
export interface LiveFigures {
  /** Process start to first line, ms, no runtime there. */
  readonly firstLineMs: Spread;
  /** Records a second that critter takes, the producer waiting at a full ring. */
  readonly closedLoop: Spread;
  /** Lossless open loop: the rate that was kept up for `openSeconds`, and what was lost at it. */
  readonly openLoop: readonly {
    readonly rate: number;
    readonly made: number;
    readonly lost: number;
  }[];
  readonly openSeconds: number;
  /** Submit to line written at 1 kHz, microseconds. */
  readonly wakeP50Us: number;
  readonly wakeP99Us: number;
  /** Processor time used while nothing is asked for, percent of one processor, and the kernel's events in that time. */
  readonly idleCpuPercent: number;
  /** Resident memory after ten million events, MiB: all, and what is not backed by files. */
  readonly rssMiB: number;
  readonly rssAnonymousMiB: number;
}

/** What to measure. */
export interface LiveOptions {
  readonly directory: string;
  /** The id of a cgroup that critter knows, for the made events. */
  readonly cgroup: bigint;
  readonly rates: readonly number[];
  readonly openSeconds: number;
  readonly rounds: number;
}

/** Measures the whole program, one figure after the other. */
export async function benchLive(options: LiveOptions): Promise<LiveFigures> {
  const producer = await Producer.build(options.directory, options.cgroup);
  const firstLineMs = spreadOf(await times(options.rounds, firstLine));
  const closed: number[] = [];
  let memory = { rssMiB: NaN, rssAnonymousMiB: NaN };
  for (let round = 0; round < 3; round++) {
    await using program = new Program({ args: [], cpu: CRITTER_CPU });
    await sleep(SETTLE_MS);
    closed.push(await producer.closed(program.pid, 10_000_000, PRODUCER_CPU));
    memory = {
      rssMiB: program.memoryKiB("VmRSS") / 1024,
      rssAnonymousMiB: program.memoryKiB("RssAnon") / 1024,
    };
    await program.stop();
  }
  const openLoop = [];
  for (const rate of options.rates) {
    await using program = new Program({ args: [], cpu: CRITTER_CPU });
    await sleep(SETTLE_MS);
    const made = await producer.open(program.pid, rate, options.openSeconds, PRODUCER_CPU);
    openLoop.push({ rate, made, lost: (await program.stop()).lost });
  }
  const wake = await wakeLatency(producer, options.directory);
  return {
    firstLineMs,
    closedLoop: spreadOf(closed),
    openLoop,
    openSeconds: options.openSeconds,
    ...wake,
    idleCpuPercent: await idleCpu(),
    ...memory,
  };
}

async function times(count: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let index = 0; index < count; index++) values.push(await measure());
  return values;
}

/** From the start of the process to its first line, while something execs every few milliseconds. */
async function firstLine(): Promise<number> {
  const directory = await Deno.makeTempDir({ prefix: "critter-bench-" });
  const file = `${directory}/out`;
  const busy = new Deno.Command("/bin/sh", {
    args: ["-c", "while :; do /bin/true; done"],
    stdout: "null",
  }).spawn();
  const started = performance.now();
  await using program = new Program({ args: ["--max-events", "1"], stdout: file });
  try {
    while ((await Deno.stat(file).catch(() => ({ size: 0 }))).size === 0) await sleep(1);
    return performance.now() - started;
  } finally {
    busy.kill("SIGKILL");
    await busy.status;
    await program.stop();
    await Deno.remove(directory, { recursive: true });
  }
}

async function wakeLatency(
  producer: Producer,
  directory: string,
): Promise<{ wakeP50Us: number; wakeP99Us: number }> {
  const fifo = `${directory}/fifo`;
  await output(["mkfifo", fifo]);
  // Opened for both directions so that neither side waits for the other to open it.
  using _held = await Deno.open(fifo, { read: true, write: true });
  await using program = new Program({ args: [], stdout: fifo, cpu: CRITTER_CPU });
  await sleep(SETTLE_MS);
  const nanoseconds = await producer.single(program.pid, 1_000, 5_000, fifo, PRODUCER_CPU);
  await program.stop();
  const sorted = nanoseconds.toSorted((a, b) => a - b);
  const at = (share: number): number => (sorted[Math.floor(sorted.length * share)] ?? NaN) / 1_000;
  return { wakeP50Us: at(0.5), wakeP99Us: at(0.99) };
}

/** Of a critter that is asked for container events only, on a machine where none happen. */
async function idleCpu(): Promise<number> {
  await using program = new Program({ args: ["--no-host"] });
  await sleep(4_000);
  const [before, began] = [program.cpuNs(), performance.now()];
  await sleep(20_000);
  const percent = (program.cpuNs() - before) / ((performance.now() - began) * 1e6) * 100;
  await program.stop();
  return percent;
}
