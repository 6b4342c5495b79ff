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

/** The same with nine digits always, so that times of one log are of one length. */
export function formatTimeNsFixed(ns: bigint): string {
  return formatTimeNs(ns).replace(
    /(?:\.(\d+))?Z$/,
    (_, digits = "") => `.${digits.padEnd(9, "0")}Z`,
  );
}

const RFC3339 =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9})\d*)?)?([Zz]|[+-]\d\d:\d\d)?$/;

/**
 * Reads RFC 3339 with any number of digits of the second; without a zone it is UTC, without a time midnight.
 *
 * @returns Nanoseconds since the Unix epoch; undefined for anything else.
 */
export function parseTimeNs(text: string): bigint | undefined {
  const [, day, time = "00:00:00", fraction = "", zone = "Z"] = RFC3339.exec(text) ?? [];
  if (day === undefined) return undefined;
  const seconds = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(seconds)) return undefined;
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
