import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { LabelPath } from "#labels/lookup/label_path.ts";
import { Runtimes } from "#pipeline/live/runtimes.ts";
import { Containerd } from "#tests/host/containerd.ts";
import type { ContainerSpec, Pod } from "#tests/host/pod.ts";
import { type InDenoStarts, inDenoStarts } from "../deno_start.ts";
import { type Spread, spreadOf } from "../statistics.ts";
import { timeOneLine } from "./first_line.ts";

/** Figures with a real containerd. */
export interface ContainerFigures {
  /** Containers that run, sandboxes not counted. */
  readonly containers: number;
  /** Start of the process to the first line, of a container and labelled. */
  readonly firstLine: InDenoStarts;
  /** Cgroup id to finished label fragment, all containers asked about at once. */
  readonly lookupsPerSecond: Spread;
}

/** What to measure. */
export interface ContainerOptions {
  /** The command that is measured. */
  readonly critter: readonly string[];
  /** Containers to start, as many as start in `startMs`. */
  readonly containers: number;
  readonly startMs: number;
  readonly rounds: number;
}

/** In a line with labels. */
export const LABELLED = '"label_state":"resolved"';

const CONTAINERS_OF_POD = 10;
/** Pods that are started side by side. */
const STARTERS = 4;
/** A container that starts a process every few milliseconds. */
export const BUSY: ContainerSpec = {
  name: "busy",
  args: ["/bin/sh", "-c", "while :; do /bin/sleep 0.002; done"],
};

/** Starts a containerd with many containers, and measures. */
export async function benchContainers(options: ContainerOptions): Promise<ContainerFigures> {
  await using containerd = await Containerd.start();
  const pods: Pod[] = [];
  pods.push(await containerd.runPod({ name: "bench-busy", containers: [BUSY] }));
  await startPods(containerd, pods, options);
  const { socket } = containerd;
  const cgroups = pods.flatMap((pod) =>
    Object.values(pod.containers).map((id) => `${pod.cgroup}/${id}`)
  );
  const args = ["--no-host", "--runtime-endpoint", socket];
  const firstLine = await inDenoStarts(
    options.rounds,
    () => timeOneLine(options.critter, args, LABELLED),
  );
  const rates: number[] = [];
  for (let round = 0; round < options.rounds; round++) rates.push(await lookUp(socket, cgroups));
  return { containers: cgroups.length, firstLine, lookupsPerSecond: spreadOf(rates) };
}

async function startPods(
  containerd: Containerd,
  pods: Pod[],
  { containers, startMs }: ContainerOptions,
): Promise<void> {
  const end = performance.now() + startMs;
  let left = containers - 1;
  let next = 0;
  const start = async (): Promise<void> => {
    while (left > 0 && performance.now() < end) {
      const count = Math.min(left, CONTAINERS_OF_POD);
      left -= count;
      const names = Array.from({ length: count }, (_, n) => ({ name: `c${n}` }));
      pods.push(await containerd.runPod({ name: `bench-${next++}`, containers: names }));
    }
  };
  await Promise.all(Array.from({ length: STARTERS }, start));
}

/** Look-ups a second of a label path that knows nothing yet. */
async function lookUp(socket: string, paths: readonly string[]): Promise<number> {
  using cgroups = Cgroupfs.detect();
  const ids = paths.map((path) => cgroups.idOf(path)).filter((id) => id !== undefined);
  const { promise: up, resolve: isUp } = Promise.withResolvers<void>();
  const runtimes = new Runtimes({ runtimeEndpoints: [socket] }, {
    up: () => isUp(),
    told: () => {},
    say: () => {},
    verbose: false,
  });
  const { promise: labelled, resolve: allLabelled } = Promise.withResolvers<void>();
  const missing = new Set(ids);
  const labels = new LabelPath({
    cgroups,
    source: runtimes,
    node: {},
    send: (update) => {
      if (update.kind !== "final") return;
      missing.delete(update.cgroup);
      if (missing.size === 0) allLabelled();
    },
  });
  try {
    runtimes.start();
    await up;
    const begin = performance.now();
    for (const id of ids) labels.unknown(id);
    await labelled;
    return ids.length / ((performance.now() - begin) / 1_000);
  } finally {
    labels.close();
    await runtimes.close();
  }
}
