import type { WatchSummary } from "#pipeline/options.ts";

/** What a run did, in one line for stderr. */
export function summarySentence({ events, lost, malformed }: WatchSummary): string {
  const { resolved, host, unresolved } = events;
  const states = [
    [resolved, "resolved"],
    [host, "host"],
    [unresolved, "unresolved"],
  ] as const;
  const named = states.filter(([count]) => count > 0n).map(([count, state]) =>
    `${group(count)} ${state}`
  );
  const kinds = Object.entries(lost).filter(([, count]) => count > 0n);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0n);
  const losses = total === 0n
    ? "none lost"
    : `${group(total)} LOST (${
      kinds.map(([kind, count]) => `${kind} ${group(count)}`).join(", ")
    })`;
  const parts = [
    `${counted(resolved + host + unresolved, "event")}${
      named.length > 0 ? ` (${named.join(", ")})` : ""
    }`,
    losses,
  ];
  if (malformed > 0n) parts.push(`${counted(malformed, "malformed record")} skipped`);
  return parts.join(", ");
}

function counted(count: bigint, noun: string): string {
  return `${group(count)} ${noun}${count === 1n ? "" : "s"}`;
}

/** 1,234,567: the same in every locale. */
function group(count: bigint): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
