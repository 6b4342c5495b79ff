/** Nanoseconds since the Unix epoch as RFC 3339 in UTC, with as many digits of the second as there are, as Go writes it. */
export function formatTimeNs(ns: bigint): string {
  const milliseconds = ns / 1_000_000n - (ns % 1_000_000n < 0n ? 1n : 0n);
  const date = new Date(Number(milliseconds));
  if (Number.isNaN(date.getTime())) return String(ns);
  const seconds = date.toISOString().replace(/\.\d{3}Z$/, "");
  const fraction = (((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n).toString()
    .padStart(9, "0").replace(/0+$/, "");
  return `${seconds}${fraction === "" ? "" : `.${fraction}`}Z`;
}
