import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { output, sleep } from "../command.ts";
import type { InDenoStarts } from "../deno_start.ts";
import { type Spread, spreadOf } from "../statistics.ts";
import { benchFirstLine } from "./first_line.ts";
import { nextRate, type OpenLoopRun } from "./open_loop.ts";
import { Producer } from "./producer.ts";
import { Program } from "./program.ts";

/** Figures of the whole program on the live kernel. */
export interface LiveFigures {
  /** Start of the process to its first line, no runtime there. */
  readonly firstLine: InDenoStarts;
  /** Records a second that critter takes, the producer waiting at a nearly full ring. */
  readonly closedLoop: Spread;
  readonly openLoop: readonly OpenLoopRun[];
  /** Submit to line read from critter's output, at 1 kHz: every record wakes the reader. */
  readonly wake: Latency;
  /** The same at 5 kHz: the reader naps. */
  readonly nap: Latency;
  /** Processor time of a critter for whose events nobody asks, percent of one processor. */
  readonly idleCpuPercent: number;
  /** Resident memory after ten million events, MiB: all, and what is not backed by files. */
  readonly rssMiB: number;
  readonly rssAnonymousMiB: number;
}

/** Milliseconds: median, and the 99th percentile. */
export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What to measure. */
export interface LiveOptions {
  /** The command that is measured. */
  readonly critter: readonly string[];
  /** An empty directory for what is built. */
  readonly directory: string;
  readonly openSeconds: number;
  readonly idleSeconds: number;
  readonly rounds: number;
}

/** critter has a processor for itself, whoever makes the events the other. */
const CRITTER_CPU = 1;
const PRODUCER_CPU = 0;
/** Until the programs are attached and the cgroups known. */
const SETTLE_MS = 1_500;
/** By then critter has given back the memory that only starting up needs: it does so after 3 s. */
const STARTED_MS = 4_000;
const RSS_EVENTS = 10_000_000;

/** Measures the whole program, one figure after the other. */
export async function benchLive(options: LiveOptions): Promise<LiveFigures> {
  const producer = await Producer.build(options.directory, [ownCgroup()]);
  const { critter } = options;
  const firstLine = await benchFirstLine(critter, options.rounds);
  const throughput = await closedLoop(critter, producer, options.rounds);
  const openLoop: OpenLoopRun[] = [];
  for (let rate = nextRate([]); rate !== undefined; rate = nextRate(openLoop)) {
    openLoop.push(await runOpenLoop(critter, producer, rate, options.openSeconds));
  }
  return {
    firstLine,
    ...throughput,
    openLoop,
    ...await latencies(critter, producer, options.directory),
    idleCpuPercent: await idleCpu(critter, options.idleSeconds),
  };
}

/** Of made events: a host cgroup that exists, so that critter labels them. */
function ownCgroup(): bigint {
  using cgroups = Cgroupfs.detect();
  const path = cgroups.pathOfProcess(Deno.pid);
  const id = path === undefined ? undefined : cgroups.idOf(path);
  if (id === undefined) throw new Error("Cannot make events as this process has no cgroup");
  return id;
}

async function closedLoop(
  critter: readonly string[],
  producer: Producer,
  rounds: number,
): Promise<Pick<LiveFigures, "closedLoop" | "rssMiB" | "rssAnonymousMiB">> {
  await using program = new Program({ critter, args: [], cpu: CRITTER_CPU });
  await sleep(STARTED_MS);
  const rates = [await producer.closed(program.pid, RSS_EVENTS, PRODUCER_CPU)];
  const rssMiB = program.memoryKiB("VmRSS") / 1024;
  const rssAnonymousMiB = program.memoryKiB("RssAnon") / 1024;
  while (rates.length < rounds) {
    rates.push(await producer.closed(program.pid, RSS_EVENTS, PRODUCER_CPU));
  }
  await program.stop();
  return { closedLoop: spreadOf(rates), rssMiB, rssAnonymousMiB };
}

async function runOpenLoop(
  critter: readonly string[],
  producer: Producer,
  rate: number,
  seconds: number,
): Promise<OpenLoopRun> {
  await using program = new Program({ critter, args: [], cpu: CRITTER_CPU });
  await sleep(SETTLE_MS);
  const made = await producer.open(program.pid, rate, seconds, PRODUCER_CPU);
  return { rate, seconds, made, lost: (await program.stop()).lost };
}

async function latencies(
  critter: readonly string[],
  producer: Producer,
  directory: string,
): Promise<Pick<LiveFigures, "wake" | "nap">> {
  const fifo = `${directory}/fifo`;
  await output(["mkfifo", fifo]);
  // Opened for both directions so that neither side waits for the other to open it.
  using _held = await Deno.open(fifo, { read: true, write: true });
  await using program = new Program({ critter, args: [], stdout: fifo, cpu: CRITTER_CPU });
  await sleep(SETTLE_MS);
  const at = async (rate: number): Promise<Latency> =>
    latencyOf(await producer.single(program.pid, rate, 5_000, fifo, PRODUCER_CPU));
  const figures = { wake: await at(1_000), nap: await at(5_000) };
  await program.stop();
  return figures;
}

function latencyOf(nanoseconds: readonly number[]): Latency {
  const sorted = nanoseconds.toSorted((a, b) => a - b);
  const at = (share: number): number => (sorted[Math.floor(sorted.length * share)] ?? NaN) / 1e6;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Of a critter that is asked for container events only, on a machine where none happen. */
async function idleCpu(critter: readonly string[], seconds: number): Promise<number> {
  await using program = new Program({ critter, args: ["--no-host"] });
  await sleep(STARTED_MS);
  const [before, began] = [program.cpuNs(), performance.now()];
  await sleep(seconds * 1_000);
  const percent = (program.cpuNs() - before) / ((performance.now() - began) * 1e6) * 100;
  await program.stop();
  return percent;
}
