import { formatBytes } from "#output/human.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import type { CliHost } from "../../host.ts";
import { listEverything } from "../../query/containers.ts";
import { wholeId } from "../find.ts";
import { shortId } from "../../query/print.ts";
import type { Query } from "../../query/session.ts";
import { amount, cpuPercent } from "../usage.ts";
import { idOf, showUsage, type Usage } from "../usage_rounds.ts";
import { runQuery } from "../../query/run_query.ts";
import type { QueryFlags } from "../../query/flags.ts";
import type { StatsFlags as UsageFlags } from "../stats_flags.ts";

/** Flags of `critter stats`. */
export interface StatsFlags extends QueryFlags, UsageFlags {
  /** --all. */
  readonly all: boolean;
  /** --pod. */
  readonly pod?: string;
}

type Stats = runtime.v1.ContainerStats.$Properties;

/** A container's usage, and whose it is. */
interface ContainerUsage extends Usage<Stats> {
  /** crictl shows 0 for what a runtime does not say; Docker and Podman never say some of it. */
  readonly byCri: boolean;
}

const TITLES = ["CONTAINER", "NAME", "CPU %", "MEM", "DISK", "INODES", "SWAP"];

/** `critter stats [CONTAINER]`. */
export async function stats(this: CliHost, flags: StatsFlags, container?: string): Promise<void> {
  const action = "show what containers use";
  await runQuery(
    this,
    flags,
    action,
    (query) =>
      showUsage<Stats, ContainerUsage>(this, query, flags, {
        action,
        message: "ContainerStats",
        titles: flags.output === "wide" ? [...TITLES, "RUNTIME"] : TITLES,
        open: async () => {
          const filter = {
            ...await wholeIds(query, flags.id ?? container, flags.pod),
            labelSelector: Object.fromEntries(flags.label),
          };
          return () => read(query, filter);
        },
        row: (usage, before, wide) => row(usage, before, flags.all, wide),
      }),
  );
}

/** What a filter is given, so that each runtime takes it for the same. */
async function wholeIds(
  query: Query,
  container: string | undefined,
  pod: string | undefined,
): Promise<{ readonly id: string; readonly podSandboxId: string }> {
  if (container === undefined && pod === undefined) return { id: "", podSandboxId: "" };
  const { containers, sandboxes } = await listEverything(query);
  return {
    id: container === undefined ? "" : wholeId(containers, container, "container"),
    podSandboxId: pod === undefined ? "" : wholeId(sandboxes, pod, "pod"),
  };
}

async function read(
  query: Query,
  filter: runtime.v1.ContainerStatsFilter.$Properties,
): Promise<ContainerUsage[]> {
  const answers = await query.ask((queries) => queries.containerStats(filter));
  const known = new Map<string, ContainerUsage>();
  for (const { runtime: { identity, cri }, value } of answers) {
    for (const stats of value) {
      const id = idOf(stats);
      // Docker tells again of what cri-dockerd has told of.
      if (!known.has(id)) known.set(id, { stats, identity, byCri: cri !== undefined });
    }
  }
  return [...known.values()]
    .sort((a, b) => idOf(a.stats) < idOf(b.stats) ? -1 : 1);
}

function row(
  { stats, identity, byCri }: ContainerUsage,
  before: Stats,
  all: boolean,
  wide: boolean,
): string[][] {
  const { attributes, cpu, memory, writableLayer, swap } = stats;
  const used = amount(memory?.workingSetBytes);
  const cpuTime = amount(cpu?.usageCoreNanoSeconds);
  // What uses nothing does not run.
  if (!all && cpuTime === 0 && used === 0) return [];
  return [[
    shortId(attributes?.id ?? "", false),
    attributes?.metadata?.name ?? "",
    cpuTime === 0 ? "0.00" : cpuPercent(cpu, before.cpu) ?? "-",
    formatBytes(used),
    byCri || writableLayer ? formatBytes(amount(writableLayer?.usedBytes)) : "-",
    byCri || writableLayer ? String(amount(writableLayer?.inodesUsed)) : "-",
    byCri || swap ? formatBytes(amount(swap?.swapUsageBytes)) : "-",
    ...(wide ? [identity.name] : []),
  ]];
}
