import type { Cidr, Ip, Value } from "../types.ts";

/** Thrown where an operation fails on its values, as CEL has it: the division by zero, an index beyond a list, … */
export class Fault extends Error {
  override readonly name = "Fault";
}

/** Whether two values of one type are the same. */
export function equal(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, index) => equal(one, b[index] as Value));
  }
  if (isIp(a) && isIp(b)) return a.family === b.family && a.bits === b.bits;
  if (isCidr(a) && isCidr(b)) return a.prefix === b.prefix && equal(a.ip, b.ip);
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size &&
      [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key)));
  }
  return a === b;
}

/** Less than 0, 0 or more, as `a` comes before `b`, is the same, or comes behind it. */
export function compare(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as by the bytes of UTF-8. */
function compareTexts(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Whether it is an address. */
export function isIp(value: Value): value is Ip {
  return typeof value === "object" && "family" in value;
}

/** Whether it is a network. */
export function isCidr(value: Value): value is Cidr {
  return typeof value === "object" && "prefix" in value;
}

/** An integer, if 64 bits hold it. */
export function int64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new Fault("integer overflow");
  return value;
}

const SECOND = 1_000_000_000n;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z, nanoseconds since 1970. */
const FIRST_TIMESTAMP = -62_135_596_800n * SECOND;
const LAST_TIMESTAMP = 253_402_300_800n * SECOND - 1n;

/** A timestamp, if CEL has it. */
export function timestamp(nanoseconds: bigint): bigint {
  if (nanoseconds < FIRST_TIMESTAMP || nanoseconds > LAST_TIMESTAMP) throw new Fault("range");
  return nanoseconds;
}

/** A duration, if 64 bits hold its nanoseconds. */
export function duration(nanoseconds: bigint): bigint {
  return int64(nanoseconds);
}

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Reads RFC 3339. @throws Fault */
export function parseTimestamp(text: string): bigint {
  const match = RFC3339.exec(text);
  if (match === null) throw new Fault("it must be a timestamp as in RFC 3339");
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = "",
    sign,
    hours = "0",
    minutes = "0",
  ] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const back = date.toISOString().replace(/^[+-]\d\d/, "");
  if (!back.startsWith(text.slice(0, 19).toUpperCase())) throw new Fault("no such time");
  const offset = BigInt((Number(hours) * 60 + Number(minutes)) * 60) * (sign === "-" ? -1n : 1n);
  return timestamp(
    (BigInt(date.getTime() / 1000) - offset) * SECOND + BigInt(fraction.padEnd(9, "0")),
  );
}

const UNITS: Readonly<Record<string, bigint>> = {
  h: 3600n * SECOND,
  m: 60n * SECOND,
  s: SECOND,
  ms: 1_000_000n,
  us: 1000n,
  "µs": 1000n,
  "μs": 1000n,
  ns: 1n,
};

/** Reads a duration as Go writes it. @throws Fault */
export function parseDuration(text: string): bigint {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === "0") return 0n;
  let total = 0n;
  let end = 0;
  for (
    const match of rest.matchAll(
      /(\d+)(?:\.(\d*))?(h|ms|m|s|us|µs|μs|ns)|\.(\d+)(h|ms|m|s|us|µs|μs|ns)/gy,
    )
  ) {
    const [part, whole = "0", fraction = match[4] ?? "", unit = match[5] ?? ""] = match;
    const scale = UNITS[unit] ?? 0n;
    total += BigInt(whole) * scale;
    if (fraction !== "") total += BigInt(fraction) * scale / 10n ** BigInt(fraction.length);
    end += part.length;
  }
  if (rest === "" || end !== rest.length) throw new Fault("it must be a duration such as 1m30s");
  return duration(sign === "-" ? -total : total);
}
