import { formatBytes } from "#output/human.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import { protoJson } from "#runtime/proto/json.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import type { CliHost } from "../../host.ts";
import { listEverything, runtimeJson } from "../../query/containers.ts";
import { detailPrinter } from "../../query/details.ts";
import { wholeId } from "../find.ts";
import { printTable, shortId } from "../../query/print.ts";
import { repeat } from "../repeat.ts";
import type { Query } from "../../query/session.ts";
import { amount, cpuPercent } from "../usage.ts";
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
interface Usage {
  readonly stats: Stats;
  readonly identity: RuntimeIdentity;
  /** crictl shows 0 for what a runtime does not say; Docker and Podman never say some of it. */
  readonly byCri: boolean;
}

const TITLES = ["CONTAINER", "NAME", "CPU %", "MEM", "DISK", "INODES", "SWAP"];

/** `critter stats [CONTAINER]`. */
export async function stats(this: CliHost, flags: StatsFlags, container?: string): Promise<void> {
  await runQuery(this, flags, "show what containers use", async (query) => {
    const { output, pod, label, seconds } = flags;
    const print = await detailPrinter(this, flags);
    query.requireQueries("show what containers use");
    const filter = {
      ...await wholeIds(query, flags.id ?? container, pod),
      labelSelector: Object.fromEntries(label),
    };
    await repeat(this, flags.watch, async ({ clear, sleep, signal }) => {
      const first = await read(query, filter);
      if (print !== undefined) {
        const json = first.map(({ stats, identity }) => ({
          ...protoJson("ContainerStats", stats),
          runtime: runtimeJson(identity),
        }));
        return print({ stats: json });
      }
      await sleep(seconds * 1000);
      if (signal.aborted) return;
      const before = new Map(first.map(({ stats }) => [stats.attributes?.id ?? "", stats]));
      const wide = output === "wide";
      const rows = (await read(query, filter)).flatMap((usage) => {
        const old = before.get(usage.stats.attributes?.id ?? "");
        return old === undefined ? [] : row(usage, old, flags.all, wide);
      });
      clear();
      printTable(this, wide ? [...TITLES, "RUNTIME"] : TITLES, rows);
    });
  });
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
): Promise<Usage[]> {
  const answers = await query.ask((queries) => queries.containerStats(filter));
  const known = new Map<string, Usage>();
  for (const { runtime: { identity, cri }, value } of answers) {
    for (const stats of value) {
      const id = stats.attributes?.id ?? "";
      // Docker tells again of what cri-dockerd has told of.
      if (!known.has(id)) known.set(id, { stats, identity, byCri: cri !== undefined });
    }
  }
  return [...known.values()]
    .sort((a, b) => (a.stats.attributes?.id ?? "") < (b.stats.attributes?.id ?? "") ? -1 : 1);
}

function row(
  { stats, identity, byCri }: Usage,
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
