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
import { noPods, type Query } from "../../query/session.ts";
import { amount, cpuPercent } from "../usage.ts";
import { runQuery } from "../../query/run_query.ts";
import type { QueryFlags } from "../../query/flags.ts";
import type { StatsFlags } from "../stats_flags.ts";

/** Flags of `critter statsp`. */
export interface StatspFlags extends QueryFlags, StatsFlags {}

type Stats = runtime.v1.PodSandboxStats.$Properties;

/** A pod's usage, and whose it is. */
interface Usage {
  readonly stats: Stats;
  readonly identity: RuntimeIdentity;
}

const TITLES = ["POD", "POD ID", "CPU %", "MEM"];

/** `critter statsp [POD]`. */
export async function statsp(this: CliHost, flags: StatspFlags, pod?: string): Promise<void> {
  await runQuery(this, flags, "show what pods use", async (query) => {
    const { output, label, seconds } = flags;
    const print = await detailPrinter(this, flags);
    query.requireQueries("show what pods use");
    const wanted = flags.id ?? pod;
    const id = wanted === undefined
      ? ""
      : wholeId((await listEverything(query)).sandboxes, wanted, "pod");
    const filter = { id, labelSelector: Object.fromEntries(label) };
    query.sayLacks(noPods);
    await repeat(this, flags.watch, async ({ clear, sleep, signal }) => {
      const first = await read(query, filter);
      if (print !== undefined) {
        const json = first.map(({ stats, identity }) => ({
          ...protoJson("PodSandboxStats", stats),
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
        return old === undefined ? [] : row(usage, old, wide);
      });
      clear();
      printTable(this, wide ? [...TITLES, "NAMESPACE", "PROCESSES", "RUNTIME"] : TITLES, rows);
    });
  });
}

async function read(
  query: Query,
  filter: runtime.v1.PodSandboxStatsFilter.$Properties,
): Promise<Usage[]> {
  const answers = await query.ask((queries) => queries.podSandboxStats(filter));
  return answers
    .flatMap(({ runtime: { identity }, value }) => value.map((stats) => ({ stats, identity })))
    .sort((a, b) => (a.stats.attributes?.id ?? "") < (b.stats.attributes?.id ?? "") ? -1 : 1);
}

function row({ stats, identity }: Usage, before: Stats, wide: boolean): string[][] {
  const { attributes, linux } = stats;
  const used = amount(linux?.memory?.workingSetBytes);
  const cpuTime = amount(linux?.cpu?.usageCoreNanoSeconds);
  // What uses nothing does not run.
  if (cpuTime === 0 && used === 0) return [];
  return [[
    attributes?.metadata?.name ?? "",
    shortId(attributes?.id ?? "", false),
    cpuTime === 0 ? "0.00" : cpuPercent(linux?.cpu, before.linux?.cpu) ?? "-",
    formatBytes(used),
    ...(wide
      ? [
        attributes?.metadata?.namespace ?? "",
        String(amount(linux?.process?.processCount)),
        identity.name,
      ]
      : []),
  ]];
}
