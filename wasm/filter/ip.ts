// Addresses, as Kubernetes' ip() reads them: 16 bytes, big endian, those of IPv4 in the first four.

import { room } from "./text";

export const IP_SIZE: usize = 16;

/** The address that was read. */
export let ipAt: usize = 0;

/** Reads an address into the arena; its family, or 0 where it is none. */
export function parseIp(text: usize, length: usize): u32 {
  ipAt = room(IP_SIZE);
  memory.fill(ipAt, 0, IP_SIZE);
  if (parseFour(text, length, ipAt)) return 4;
  if (!parseSix(text, length, ipAt)) return 0;
  // An IPv4 address within IPv6 is refused.
  const isMapped = load<u64>(ipAt) === 0 && load<u32>(ipAt, 8) === 0xFFFF0000;
  return isMapped ? 0 : 6;
}

/** Four numbers without leading zeros. */
function parseFour(text: usize, length: usize, to: usize): bool {
  const end = text + length;
  let at = text;
  for (let part: usize = 0; part < 4; part++) {
    const start = at;
    let value: u32 = 0;
    while (at < end && <u32> load<u8>(at) - 48 < 10 && at - start < 3) {
      value = value * 10 + <u32> load<u8>(at) - 48;
      at++;
    }
    if (at === start || value > 255 || at - start > 1 && load<u8>(start) === 48) return false;
    store<u8>(to + part, <u8> value);
    if (part < 3) {
      if (at >= end || load<u8>(at) !== 0x2E) return false;
      at++;
    }
  }
  return at === end;
}

function hexDigit(byte: u32): u32 {
  if (byte - 48 < 10) return byte - 48;
  const letter = (byte | 0x20) - 97;
  return letter < 6 ? letter + 10 : 16;
}

/** Groups of 16 bits, of which "::" stands for one or more of zeros; the last two may be an IPv4 address. */
function parseSix(text: usize, length: usize, to: usize): bool {
  const end = text + length;
  let at = text;
  let groups: usize = 0;
  let gap: usize = 9;
  if (length >= 2 && load<u16>(text) === 0x3A3A) {
    gap = 0;
    at += 2;
    if (at === end) return true;
  }
  while (true) {
    if (groups === 8) return false;
    const start = at;
    let value: u32 = 0;
    while (at < end && at - start < 4 && hexDigit(load<u8>(at)) < 16) {
      value = value << 4 | hexDigit(load<u8>(at));
      at++;
    }
    if (at < end && load<u8>(at) === 0x2E) {
      if (groups > 6 || !parseFour(start, end - start, to + (groups << 1))) return false;
      groups += 2;
      break;
    }
    if (at === start) return false;
    store<u8>(to + (groups << 1), <u8> (value >> 8));
    store<u8>(to + (groups << 1), <u8> value, 1);
    groups++;
    if (at === end) break;
    if (load<u8>(at) !== 0x3A) return false;
    at++;
    if (at === end) return false;
    if (load<u8>(at) === 0x3A) {
      if (gap !== 9) return false;
      gap = groups;
      at++;
      if (at === end) break;
    }
  }
  if (gap === 9) return groups === 8;
  if (groups === 8) return false;
  const moved = (groups - gap) << 1;
  memory.copy(to + IP_SIZE - moved, to + (gap << 1), moved);
  memory.fill(to + (gap << 1), 0, (8 - groups) << 1);
  return true;
}

/** Whether two addresses agree in their first bits. */
export function agree(a: usize, b: usize, bits: u32): bool {
  const bytes = <usize> (bits >> 3);
  for (let at: usize = 0; at < bytes; at++) {
    if (load<u8>(a + at) !== load<u8>(b + at)) return false;
  }
  const rest = bits & 7;
  if (rest === 0) return true;
  return (load<u8>(a + bytes) ^ load<u8>(b + bytes)) >> <u8> (8 - rest) === 0;
}

/** What an address is, by its place among IP_TESTS of src/filter/ip.ts. */
export function testIp(test: u32, family: u32, at: usize): bool {
  const first = <u32> load<u8>(at);
  const second = <u32> load<u8>(at, 1);
  const zero = load<u64>(at) === 0 && load<u64>(at, 8) === 0;
  const loopback = family === 4
    ? first === 127
    : load<u64>(at) === 0 && load<u64>(at, 8) === 0x0100000000000000;
  const linkLocal = family === 4
    ? first === 169 && second === 254
    : first === 0xFE && (second & 0xC0) === 0x80;
  if (test === 0) return zero;
  if (test === 1) return loopback;
  if (test === 2) {
    return family === 4
      ? first === 224 && second === 0 && load<u8>(at, 2) === 0
      : first === 0xFF && second === 2;
  }
  if (test === 3) return linkLocal;
  const multicast = family === 4 ? first >> 4 === 14 : first === 0xFF;
  const broadcast = family === 4 && load<u32>(at) === 0xFFFFFFFF;
  return !(zero || loopback || linkLocal || multicast || broadcast);
}
