import { type EventKind, LIMITS } from "#events/definition.ts";
import { ENUMERATIONS } from "#events/tables/enumerations.ts";
import { ANCESTOR, PARTY } from "#events/lineage.ts";
import { RECORD, WIRE_VERSION } from "#events/record.ts";
import { constantName, layOut, offsetName, payloadsOf } from "./layout.ts";

/** wasm/wire.ts: the layout by name, for AssemblyScript and TypeScript alike. */
export function wireModule(kinds: readonly EventKind[]): string {
  const constants = (values: readonly (readonly [name: string, value: number | string])[]) =>
    values.map(([name, value]) => `export const ${name} = ${value};`).join("\n");
  const structure = (name: string, members: Parameters<typeof layOut>[1]) => {
    const { members: placed, size } = layOut(name, members);
    return constants([
      ...placed.flatMap((member) => [
        [offsetName(name, member.name), member.offset] as const,
        ...(member.type === "name16"
          ? [[`${offsetName(name, member.name)}_LENGTH`, member.size] as const]
          : []),
      ]),
      [`${name.toUpperCase()}_SIZE`, size],
    ]);
  };
  return `// The wire layout of bpf/wire.h by name, for AssemblyScript and TypeScript alike: plain constants only.
// Made by deno task events from src/events/; not to be edited. A test compares every one of them with the BTF of the built object.

export const WIRE_VERSION = ${WIRE_VERSION};

/** Ring buffer framing (linux/bpf.h): u32 length with two flag bits, u32 page offset, then the record. */
export const RING_HEADER_SIZE = 8;
export const RING_BUSY = 0x80000000;
export const RING_DISCARD = 0x40000000;

${constants(kinds.map((kind) => [constantName(kind.name), kind.recordType]))}
export const LAST_RECORD_TYPE = ${Math.max(...kinds.map(({ recordType }) => recordType))};

/** A bit for each type of records that only containers have. */
export const CONTAINER_TYPES = ${
    kinds.reduce((mask, { ofContainers, recordType }) =>
      ofContainers ? mask | 1 << recordType : mask, 0)
  };

${
    [...new Map(kinds.map((kind) => [kind.payload.struct, kind])).values()]
      .filter(({ flags }) => flags.length > 0).map(({ payload, flags }) =>
        constants(flags.map((name, bit) => [offsetName(payload.struct, name), 1 << bit]))
      ).join("\n\n")
  }

${
    Object.entries(ENUMERATIONS).map(([name, { words }]) =>
      constants(
        words.map((word, number) => [offsetName(name, word).replaceAll("-", "_"), number]),
      )
    ).join("\n\n")
  }

${constants(Object.entries(LIMITS))}

${structure("ancestor", ANCESTOR.members)}

${structure("party", PARTY.members)}

${structure("record", RECORD.members)}

${payloadsOf(kinds).map(({ struct, members }) => structure(struct, members)).join("\n\n")}
`;
}
