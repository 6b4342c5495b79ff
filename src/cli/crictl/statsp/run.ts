import { formatBytes } from "#output/human.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import type { CliHost } from "../../host.ts";
import { listEverything } from "../../query/containers.ts";
import { wholeId } from "../find.ts";
import { shortId } from "../../query/print.ts";
import { noPods, type Query } from "../../query/session.ts";
import { amount, cpuPercent } from "../usage.ts";
import { idOf, showUsage, type Usage } from "../usage_rounds.ts";
import { runQuery } from "../../query/run_query.ts";
import type { QueryFlags } from "../../query/flags.ts";
import type { StatsFlags } from "../stats_flags.ts";

/** Flags of `critter statsp`. */
export interface StatspFlags extends QueryFlags, StatsFlags {}

type Stats = runtime.v1.PodSandboxStats.$Properties;

const TITLES = ["POD", "POD ID", "CPU %", "MEM"];

/** `critter statsp [POD]`. */
export async function statsp(this: CliHost, flags: StatspFlags, pod?: string): Promise<void> {
  const action = "show what pods use";
  await runQuery(
    this,
    flags,
    action,
    (query) =>
      showUsage<Stats, Usage<Stats>>(this, query, flags, {
        action,
        message: "PodSandboxStats",
        titles: flags.output === "wide" ? [...TITLES, "NAMESPACE", "PROCESSES", "RUNTIME"] : TITLES,
        open: async () => {
          const wanted = flags.id ?? pod;
          const id = wanted === undefined
            ? ""
            : wholeId((await listEverything(query)).sandboxes, wanted, "pod");
          const filter = { id, labelSelector: Object.fromEntries(flags.label) };
          query.sayLacks(noPods);
          return () => read(query, filter);
        },
        row,
      }),
  );
}

async function read(
  query: Query,
  filter: runtime.v1.PodSandboxStatsFilter.$Properties,
): Promise<Usage<Stats>[]> {
  const answers = await query.ask((queries) => queries.podSandboxStats(filter));
  return answers
    .flatMap(({ runtime: { identity }, value }) => value.map((stats) => ({ stats, identity })))
    .sort((a, b) => idOf(a.stats) < idOf(b.stats) ? -1 : 1);
}

function row({ stats, identity }: Usage<Stats>, before: Stats, wide: boolean): string[][] {
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
