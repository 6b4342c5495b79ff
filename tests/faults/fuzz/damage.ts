/** Damage to ring bytes, as a broken kernel program or a torn copy might do it, and worse. */
import type { Random } from "./random.ts";

/** Lengths, counts and times at which decoders have their edges. */
const EDGES = [0, 1, 7, 8, 0xff, 0x1000, 0x1001, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];
/** Bytes of a record that say what the rest is: its header, and the lengths or times behind it. */
const HEAD = 96;

/** A damaged copy of ring bytes, framing included. */
export function damagedRing(ring: Uint8Array, random: Random): Uint8Array {
  const bytes = ring.slice();
  for (let times = random.below(4); times >= 0 && bytes.length > 0; times--) {
    damage(bytes, 0, bytes.length, random);
  }
  return bytes;
}

/** Damages one record at a time, three of four; the framing around them stays. */
export function damageRecord(bytes: Uint8Array, from: number, to: number, random: Random): void {
  for (let times = random.below(4); times > 0 && from < to; times--) {
    const end = random.below(4) > 0 ? Math.min(to, from + HEAD) : to;
    damage(bytes, from, end, random);
  }
}

function damage(bytes: Uint8Array, from: number, to: number, random: Random): void {
  const at = from + random.below(to - from);
  switch (random.below(5)) {
    case 0:
      bytes[at] = random.below(256);
      break;
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      break;
    case 2:
      bytes.fill(random.below(256), at, Math.min(to, at + random.below(16)));
      break;
    case 3: {
      const source = from + random.below(to - from);
      bytes.copyWithin(at, source, Math.min(to, source + random.below(64), source + to - at));
      break;
    }
    case 4: {
      const edge = EDGES[random.below(EDGES.length)] ?? 0;
      const aligned = at & ~3;
      if (aligned < from || aligned + 4 > to) break;
      for (let i = 0; i < 4; i++) bytes[aligned + i] = edge >>> (8 * i);
    }
  }
}
