import type { runtime } from "#runtime/proto/cri.ts";

type Cpu = runtime.v1.CpuUsage.$Properties | null | undefined;
type Wrapped = { readonly value?: { toString(): string } | number | null } | null | undefined;

/** A wrapped number's value; 0 where it was not sent. */
export function amount(wrapped: Wrapped): number {
  return Number(wrapped?.value?.toString() ?? 0);
}

/**
 * CPU time used between two samples, in percent of one CPU and with two digits; undefined where the runtime's clock did
 * not move between them.
 */
export function cpuPercent(now: Cpu, before: Cpu): string | undefined {
  const used = nanoseconds(now?.usageCoreNanoSeconds?.value) -
    nanoseconds(before?.usageCoreNanoSeconds?.value);
  const duration = nanoseconds(now?.timestamp) - nanoseconds(before?.timestamp);
  return duration <= 0n ? undefined : (Number(used) / Number(duration) * 100).toFixed(2);
}

function nanoseconds(value: { toString(): string } | number | null | undefined): bigint {
  return BigInt(value?.toString() ?? 0);
}
