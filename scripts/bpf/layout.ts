/**
 * Turns BTF, as `bpftool -j btf dump` prints it, into the layout of the wire records.
 *
 * @module
 */

/** Offset and size of a structure's member in bytes. */
export interface MemberLayout {
  readonly offset: number;
  readonly size: number;
}

/** The structures and enumeration values of bpf/wire.h. */
export interface WireLayout {
  readonly structs: Record<string, { size: number; members: Record<string, MemberLayout> }>;
  readonly constants: Record<string, number>;
}

/** A type as bpftool prints it. */
export interface BtfType {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly size?: number;
  readonly type_id?: number;
  readonly nr_elems?: number;
  readonly members?: readonly { name: string; type_id: number; bits_offset: number }[];
  readonly values?: readonly { name: string; val: number }[];
  /** Of a section: its variables. */
  readonly vars?: readonly { type_id: number }[];
}

/** The types in what bpftool prints. */
export function btfTypes(json: string): BtfType[] {
  return (JSON.parse(json) as { types: BtfType[] }).types;
}

/** Collects every structure and enumeration whose name begins with `critter_`. */
export function wireLayout(json: string): WireLayout {
  const types = btfTypes(json);
  const byId = new Map(types.map((type) => [type.id, type]));
  const layout: WireLayout = { structs: {}, constants: {} };
  for (const type of types) {
    if (!type.name.startsWith("critter_")) continue;
    if (type.kind === "STRUCT") {
      const members: Record<string, MemberLayout> = {};
      for (const { name, type_id, bits_offset } of type.members ?? []) {
        members[name] = { offset: bits_offset / 8, size: sizeOf(byId, type_id) };
      }
      layout.structs[type.name] = { size: type.size ?? 0, members };
    }
    for (const { name, val } of type.values ?? []) layout.constants[name] = val >>> 0;
  }
  return layout;
}

/**
 * The values of an enumeration by name, in lower case and without `prefix`.
 *
 * @throws {Error} When there is no such enumeration.
 */
export function enumeration(json: string, name: string, prefix: string): Record<string, number> {
  const types = btfTypes(json);
  const values = types.find((type) => type.kind === "ENUM" && type.name === name)?.values;
  if (values === undefined) throw new Error(`Cannot find the enumeration ${name} in the BTF`);
  return Object.fromEntries(
    values.map(({ name, val }) => [name.replace(prefix, "").toLowerCase(), val]),
  );
}

/**
 * Bytes of a type.
 *
 * @throws {Error} When it has no size.
 */
export function sizeOf(byId: ReadonlyMap<number, BtfType>, id: number): number {
  const type = byId.get(id);
  if (type?.kind === "PTR") return 8;
  if (type?.kind === "ARRAY") return (type.nr_elems ?? 0) * sizeOf(byId, type.type_id ?? 0);
  if (type?.kind === "TYPEDEF") return sizeOf(byId, type.type_id ?? 0);
  if (type?.size === undefined) throw new Error(`Cannot find the size of BTF type ${id}`);
  return type.size;
}
