/** What Docker and Podman say that containers use, as CRI's messages. */
import Long from "long";
import type { runtime } from "../proto/cri.ts";
import { engineTimeNs } from "./records.ts";
import { longOf } from "./status.ts";
import { member, textOf } from "../json_reader.ts";
import type { ContainerRecord } from "../types.ts";

type Stats = runtime.v1.ContainerStats.$Properties;

/** One sample of Docker's; undefined for a container that does not run any more. */
export function dockerStats(sample: unknown, record: ContainerRecord): Stats | undefined {
  const at = engineTimeNs(textOf(member(sample, "read")));
  const cpuTime = numberOf(member(sample, "cpu_stats", "cpu_usage", "total_usage"));
  const usage = numberOf(member(sample, "memory_stats", "usage"));
  if (at === undefined || cpuTime === undefined || usage === undefined) return undefined;
  const timestamp = longOf(at);
  const memory = (name: string) => numberOf(member(sample, "memory_stats", "stats", name));
  // The first is version 1's name, which counts the cgroups below as well, the second version 2's.
  const inactive = memory("total_inactive_file") ?? memory("inactive_file") ?? 0;
  const faults = memory("total_pgfault") ?? memory("pgfault");
  const majorFaults = memory("total_pgmajfault") ?? memory("pgmajfault");
  const rss = memory("total_rss") ?? memory("anon");
  const swap = memory("total_swap") ?? memory("swap");
  return {
    attributes: attributesOf(record),
    cpu: { timestamp, usageCoreNanoSeconds: amountOf(cpuTime) },
    memory: {
      timestamp,
      workingSetBytes: amountOf(Math.max(0, usage - inactive)),
      usageBytes: amountOf(usage),
      ...(rss === undefined ? {} : { rssBytes: amountOf(rss) }),
      ...(faults === undefined ? {} : { pageFaults: amountOf(faults) }),
      ...(majorFaults === undefined ? {} : { majorPageFaults: amountOf(majorFaults) }),
    },
    ...(swap === undefined ? {} : { swap: { timestamp, swapUsageBytes: amountOf(swap) } }),
  };
}

/** An entry of Podman's list; it has one figure for memory, as `podman stats` shows it. */
export function podmanStats(entry: unknown, record: ContainerRecord): Stats | undefined {
  const at = numberOf(member(entry, "SystemNano"));
  const cpuTime = numberOf(member(entry, "CPUNano"));
  const usage = numberOf(member(entry, "MemUsage"));
  if (at === undefined || cpuTime === undefined || usage === undefined) return undefined;
  const timestamp = longOf(BigInt(at));
  return {
    attributes: attributesOf(record),
    cpu: { timestamp, usageCoreNanoSeconds: amountOf(cpuTime) },
    memory: { timestamp, workingSetBytes: amountOf(usage), usageBytes: amountOf(usage) },
  };
}

/** What the containers of a Podman pod use together. */
export function podmanPodStats(
  pod: ContainerRecord,
  members: readonly {
    readonly stats: Stats;
    readonly processes: number;
    readonly infra: boolean;
  }[],
): runtime.v1.PodSandboxStats.$Properties {
  const sum = (amount: (stats: Stats) => runtime.v1.UInt64Value.$Properties | null | undefined) =>
    amountOf(members.reduce((all, { stats }) => all + Number(amount(stats)?.value ?? 0), 0));
  const timestamp = members.at(-1)?.stats.cpu?.timestamp ?? longOf(0n);
  return {
    attributes: {
      id: pod.id,
      metadata: { name: pod.pod?.name ?? "", namespace: "", uid: "", attempt: 0 },
      labels: pod.labels,
      annotations: {},
    },
    linux: {
      cpu: { timestamp, usageCoreNanoSeconds: sum(({ cpu }) => cpu?.usageCoreNanoSeconds) },
      memory: {
        timestamp,
        workingSetBytes: sum(({ memory }) => memory?.workingSetBytes),
        usageBytes: sum(({ memory }) => memory?.usageBytes),
      },
      process: {
        timestamp,
        processCount: amountOf(members.reduce((all, { processes }) => all + processes, 0)),
      },
      containers: members.filter(({ infra }) => !infra).map(({ stats }) => stats),
    },
  };
}

/** A whole number that is not negative. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function amountOf(value: number): runtime.v1.UInt64Value.$Properties {
  return { value: Long.fromNumber(value, true) };
}

function attributesOf(record: ContainerRecord): runtime.v1.ContainerAttributes.$Properties {
  const { id, name = "", attempt = 0, labels, annotations } = record;
  return { id, metadata: { name, attempt }, labels, annotations };
}
