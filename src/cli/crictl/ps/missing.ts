import { missingLabels } from "#labels/fragment/fragment.ts";
import type { ContainerRecord } from "#runtime/types.ts";

/** How many containers lack identity labels, and which, as one sentence. */
export function missingSummary(records: readonly ContainerRecord[]): string {
  const counts = new Map<string, number>();
  let lacking = 0;
  for (const record of records) {
    const missing = missingLabels(record);
    if (missing.length > 0) lacking++;
    for (const label of missing) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const total = `${records.length} ${records.length === 1 ? "container" : "containers"}`;
  if (lacking === 0) return `${total}, all with every identity label in its standard form`;
  const labels = [...counts].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([label, count]) => `${label} (${count})`);
  return `${total}, ${lacking} with identity labels missing or not in their standard form: ${
    labels.join(", ")
  }`;
}
