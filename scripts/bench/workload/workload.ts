import { output, sleep } from "../command.ts";
import { Program } from "../live/program.ts";
import { ratiosOf, type Spread, spreadOf } from "../statistics.ts";
import { Execsnoop } from "./execsnoop.ts";

const HERE = new URL(".", import.meta.url).pathname;
/** By then critter is done with what only starting up needs: the workload does not pay for it for long. */
const STARTED_MS = 4_000;
/** Measurements of a round; the least of them counts, as other jobs can only add to it. */
const BLOCKS = 8;
/** Processes of one measurement. */
const PROCESSES = 500;

/** Who watches while the workload runs. */
export const WATCHERS = ["nobody", "critter", "execsnoop"] as const;
/** One of {@link WATCHERS}. */
export type Watcher = (typeof WATCHERS)[number];

/** What a workload of short processes pays for being watched. */
export interface WorkloadFigures {
  /** Microseconds a process (vfork, exec of a static program, exit), by who watches: by the clock. */
  readonly wallUs: Readonly<Record<Watcher, Spread>>;
  /** The same of processor time, which other jobs of the machine disturb less. */
  readonly processorUs: Readonly<Record<Watcher, Spread>>;
  /** Round by round to the one that nobody watches. */
  readonly wallRatio: Readonly<Record<Watcher, Spread>>;
  /** The same of processor time. */
  readonly processorRatio: Readonly<Record<Watcher, Spread>>;
  /** Nanoseconds a run of each kernel program, by the kernel's statistics. */
  readonly programNs: Readonly<Record<string, number>>;
}

interface Run {
  readonly wallNs: number;
  readonly processorNs: number;
}

/** Measures it with a command that is critter; `directory` is an empty one for what is built. */
export async function benchWorkload(
  critter: readonly string[],
  directory: string,
  rounds: number,
): Promise<WorkloadFigures> {
  const spawn = `${directory}/spawn`;
  await output(["gcc", "-O2", "-static", `${HERE}spawn.c`, "-o", spawn]);
  const runs: Record<Watcher, Run[]> = { nobody: [], critter: [], execsnoop: [] };
  for (let round = 0; round < rounds; round++) {
    // In turn, each of them first and last as often as the others.
    for (let turn = 0; turn < WATCHERS.length; turn++) {
      const watcher = WATCHERS[(round + turn) % WATCHERS.length] ?? "nobody";
      runs[watcher].push(await watchedBy(watcher, critter, () => measure(spawn)));
    }
  }
  const each = (of: (runs: readonly Run[]) => Spread): Record<Watcher, Spread> => ({
    nobody: of(runs.nobody),
    critter: of(runs.critter),
    execsnoop: of(runs.execsnoop),
  });
  const wall = (list: readonly Run[]): number[] => list.map(({ wallNs }) => wallNs / 1e3);
  const processor = (list: readonly Run[]): number[] =>
    list.map(({ processorNs }) => processorNs / 1e3);
  return {
    wallUs: each((list) => spreadOf(wall(list))),
    processorUs: each((list) => spreadOf(processor(list))),
    wallRatio: each((list) => ratiosOf(wall(list), wall(runs.nobody))),
    processorRatio: each((list) => ratiosOf(processor(list), processor(runs.nobody))),
    programNs: await programCosts(critter),
  };
}

async function watchedBy<T>(
  watcher: Watcher,
  critter: readonly string[],
  run: () => Promise<T>,
): Promise<T> {
  if (watcher === "nobody") return await run();
  if (watcher === "execsnoop") {
    await using _execsnoop = await Execsnoop.start();
    return await run();
  }
  await using program = new Program({ critter, args: ["--verbose"] });
  await program.attached;
  await sleep(STARTED_MS);
  const result = await run();
  const { events, lost } = await program.stop();
  if (events < 2 * BLOCKS * PROCESSES || lost > 0) {
    throw new Error(`Cannot count the round as critter saw ${events} events and lost ${lost}`);
  }
  return result;
}

async function measure(spawn: string): Promise<Run> {
  const blocks: Run[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    blocks.push(JSON.parse(await output([spawn, PROCESSES.toString()])) as Run);
  }
  return {
    wallNs: Math.min(...blocks.map(({ wallNs }) => wallNs)),
    processorNs: Math.min(...blocks.map(({ processorNs }) => processorNs)),
  };
}

async function programCosts(critter: readonly string[]): Promise<Record<string, number>> {
  const text = await output([...critter, "doctor", "--cost", "-o", "json"]);
  const { hooks } = JSON.parse(text) as {
    hooks: readonly { readonly program?: string; readonly cost?: { readonly nsPerRun: number } }[];
  };
  return Object.fromEntries(
    hooks.flatMap(({ program, cost }) =>
      program === undefined || cost === undefined ? [] : [[program, cost.nsPerRun]]
    ),
  );
}
