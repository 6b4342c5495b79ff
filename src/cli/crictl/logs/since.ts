import { ValueError } from "../../parsers.ts";

const NS_PER_SECOND = 1_000_000_000n;
/** What Go's integers hold. */
const MOST = 2n ** 63n - 1n;

const UNITS_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "µs": 1_000n,
  "μs": 1_000n,
  ms: 1_000_000n,
  s: NS_PER_SECOND,
  m: 60n * NS_PER_SECOND,
  h: 3600n * NS_PER_SECOND,
};
const DURATION = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const DURATION_PART = /(\d*)(?:\.(\d*))?([a-zµμ]+)/g;
const SECONDS = /^(\d+)(?:\.(\d{1,9}))?$/;
/** RFC 3339, of which seconds, minutes and the whole time may be absent, and so may the zone. */
const TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?)?(?:([Zz])|([+-])(\d\d):(\d\d))?$/;

/**
 * Reads the times that Docker and crictl take: RFC 3339 as a whole or its beginning, in local time where it names no
 * zone; seconds since 1970; or one of Go's durations, for how long ago that is.
 *
 * @param now Milliseconds since the Unix epoch.
 * @returns Nanoseconds since the Unix epoch.
 * @throws ValueError for anything else.
 */
export function parseSince(text: string, now: () => number = Date.now): bigint {
  const ago = durationNs(text);
  if (ago !== undefined) return BigInt(now()) * 1_000_000n - ago;
  const [, seconds, fraction = ""] = SECONDS.exec(text) ?? [];
  if (seconds !== undefined && BigInt(seconds) <= MOST) {
    return BigInt(seconds) * NS_PER_SECOND + nanoseconds(fraction);
  }
  const time = timeNs(text);
  if (time !== undefined) return time;
  throw new ValueError(
    "it must be a time such as 2026-11-23T01:44:15Z, 2026-11-23T01:44 in local time or 1795398255, or how long ago, such as 42m",
  );
}

/** Nanoseconds of one of Go's durations; undefined for anything else. */
function durationNs(text: string): bigint | undefined {
  const [, sign, parts] = DURATION.exec(text) ?? [];
  if (parts === undefined) return undefined;
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of parts.matchAll(DURATION_PART)) {
    const ns = UNITS_NS[unit] ?? 0n;
    total += BigInt(whole) * ns + BigInt(fraction) * ns / 10n ** BigInt(fraction.length);
  }
  if (total > MOST) throw new ValueError("it must be at most 2562047h ago");
  return sign === "-" ? -total : total;
}

/** Nanoseconds since the Unix epoch; undefined for what is no time, or one that never was. */
function timeNs(text: string): bigint | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const [fraction = "", utc, sign, zoneHours = "0", zoneMinutes = "0"] = match.slice(7);
  const isTime = hour < 24 && minute < 60 && second < 60 && Number(zoneHours) < 24 &&
    Number(zoneMinutes) < 60;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (!isTime || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second);
  if (utc === undefined && sign === undefined) {
    date.setFullYear(year, month - 1, day);
    date.setHours(hour, minute, second, 0);
  }
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -60_000 : 60_000);
  return BigInt(date.getTime() - zone) * 1_000_000n + nanoseconds(fraction);
}

/** Decimals of a second. */
function nanoseconds(fraction: string): bigint {
  return BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}
