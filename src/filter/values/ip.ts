import type { Cidr, Ip } from "../types.ts";
import { Fault } from "./values.ts";

/** Bits of an address. */
export function bitsOf({ family }: Ip): number {
  return family === 4 ? 32 : 128;
}

/** Reads an address as Kubernetes' `ip()` does: no zone, no IPv4 in IPv6, no leading zeros in IPv4. @throws Fault */
export function parseIp(text: string): Ip {
  const four = parseFour(text);
  if (four !== undefined) return { family: 4, bits: four };
  const six = parseSix(text);
  if (six === undefined) throw new Fault("it must be an IP address");
  if (six >> 32n === 0xffffn) throw new Fault("it must not be an IPv4 address within IPv6");
  return { family: 6, bits: six };
}

/** Reads a network as Kubernetes' `cidr()` does. @throws Fault */
export function parseCidr(text: string): Cidr {
  const [, address = "", length = ""] = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  if (length === "") throw new Fault("it must be a network such as 10.0.0.0/8");
  const ip = parseIp(address);
  const prefix = Number(length);
  if (prefix > bitsOf(ip)) throw new Fault("its prefix must not be longer than an address");
  return { ip, prefix };
}

/** Whether a network has an address. */
export function containsIp({ ip, prefix }: Cidr, other: Ip): boolean {
  const shift = BigInt(bitsOf(ip) - prefix);
  return ip.family === other.family && ip.bits >> shift === other.bits >> shift;
}

/** An address as text: IPv6 as in RFC 5952. */
export function ipText({ family, bits }: Ip): string {
  const size = family === 4 ? 8n : 16n;
  const count = family === 4 ? 4 : 8;
  const parts = Array.from(
    { length: count },
    (_, index) => Number(bits >> size * BigInt(count - 1 - index) & (1n << size) - 1n),
  );
  if (family === 4) return parts.join(".");
  const text = parts.map((part) => part.toString(16)).join(":");
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run)
    .sort((a, b) => b.replaceAll(":", "").length - a.replaceAll(":", "").length)[0];
  if (zeros === undefined) return text;
  const at = text.indexOf(zeros);
  return `${text.slice(0, at)}::${text.slice(at + zeros.length).replace(/^:/, "")}`;
}

/** An address' predicates, by Kubernetes' names. */
export const IP_TESTS: Readonly<Record<string, (ip: Ip) => boolean>> = {
  isUnspecified: ({ bits }) => bits === 0n,
  isLoopback: (ip) => ip.family === 4 ? ip.bits >> 24n === 127n : ip.bits === 1n,
  isLinkLocalMulticast: (ip) =>
    ip.family === 4 ? ip.bits >> 8n === 0xe00000n : ip.bits >> 112n === 0xff02n,
  isLinkLocalUnicast: (ip) =>
    ip.family === 4 ? ip.bits >> 16n === 0xa9fen : ip.bits >> 118n === 0x3fan,
  isGlobalUnicast: (ip) =>
    !(ip.family === 4
      ? ip.bits === 0xffffffffn || ip.bits === 0n || ip.bits >> 24n === 127n ||
        ip.bits >> 28n === 0xen || ip.bits >> 16n === 0xa9fen
      : ip.bits <= 1n || ip.bits >> 120n === 0xffn || ip.bits >> 118n === 0x3fan),
};

function parseFour(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = bits << 8n | BigInt(part);
  }
  return bits;
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => half === "" ? [] : half.split(":"));
  const groups = [...groupsOf(left, halves.length === 1), ...groupsOf(right, true)];
  if (groups.includes(undefined)) return undefined;
  const first = groupsOf(left, halves.length === 1).length;
  const missing = 8 - groups.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const whole = [
    ...groups.slice(0, first),
    ...new Array<bigint>(missing).fill(0n),
    ...groups.slice(first),
  ];
  return whole.reduce<bigint>((bits, group) => bits << 16n | (group ?? 0n), 0n);
}

/** Groups of 16 bits; the last of the address may be an IPv4 address, which is two. */
function groupsOf(parts: readonly string[], last: boolean): (bigint | undefined)[] {
  return parts.flatMap((part, index) => {
    if (last && index === parts.length - 1 && part.includes(".")) {
      const four = parseFour(part);
      return four === undefined ? [undefined] : [four >> 16n, four & 0xffffn];
    }
    return [/^[0-9a-fA-F]{1,4}$/.test(part) ? BigInt(`0x${part}`) : undefined];
  });
}
