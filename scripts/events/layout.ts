import type { Member, Payload } from "#events/definition.ts";

/** Bytes of each type of member. */
const SIZES: Readonly<Record<Member["type"], number>> = { u16: 2, u32: 4, u64: 8, name16: 16 };

/** A member at its place. */
export interface PlacedMember extends Member {
  readonly offset: number;
  readonly size: number;
}

/** A structure: its members, without gaps. */
export interface Structure {
  readonly members: readonly PlacedMember[];
  readonly size: number;
}

/**
 * Lays members out one behind the other.
 *
 * @throws {RangeError} When a compiler would leave a gap.
 */
export function layOut(name: string, members: readonly Member[]): Structure {
  const placed: PlacedMember[] = [];
  let size = 0;
  let alignment = 1;
  for (const member of members) {
    const bytes = SIZES[member.type];
    const own = member.type === "name16" ? 1 : bytes;
    if (size % own !== 0) {
      throw new RangeError(
        `Cannot lay out ${name} as its members must leave no gap: ${member.name} would lie at ${size}`,
      );
    }
    placed.push({ ...member, offset: size, size: bytes });
    size += bytes;
    alignment = Math.max(alignment, own);
  }
  if (size % alignment !== 0) {
    throw new RangeError(
      `Cannot lay out ${name} as its size must be a multiple of ${alignment}: it is ${size}`,
    );
  }
  return { members: placed, size };
}

/** The constant that names a member's offset. */
export function offsetName(struct: string, member: string): string {
  return `${struct}_${member}`.toUpperCase();
}

/** The payloads of all kinds, each structure once. */
export function payloadsOf(kinds: readonly { readonly payload: Payload }[]): readonly Payload[] {
  return [...new Map(kinds.map(({ payload }) => [payload.struct, payload])).values()];
}

/** `process.exec` as a constant's name. */
export function constantName(kind: string): string {
  return kind.replaceAll(".", "_").toUpperCase();
}

/** `process.exec` as a function's name. */
export function functionName(kind: string): string {
  return kind.replace(/\.(.)/g, (_, letter: string) => letter.toUpperCase());
}
