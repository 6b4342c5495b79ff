/**
 * The maps of an object, by the BTF of their definitions in .maps and of its sections of variables.
 *
 * @module
 */

import type { MapDefinition } from "#kernel/bpf/bpf.ts";
import { type BtfType, sizeOf } from "./layout.ts";
import type { ElfObject } from "./elf_object.ts";

const ARRAY = 2;
const RDONLY_PROG = 1 << 7;
const MMAPABLE = 1 << 10;
/** Sections of variables with the flags of the map that each becomes. */
const SECTIONS = [
  { section: ".rodata", name: "rodata", flags: RDONLY_PROG },
  { section: ".data", name: "data", flags: 0 },
  { section: ".bss", name: "bss", flags: MMAPABLE },
] as const;

/** Every map: those defined, then one for each section of variables. */
export function mapDefinitions(types: readonly BtfType[], object: ElfObject): MapDefinition[] {
  const byId = new Map(types.map((type) => [type.id, type]));
  const defined = sectionVariables(types, byId, ".maps").map((variable) => {
    const definition = byId.get(variable.type_id ?? 0);
    return defineMap(byId, variable.name, definition?.members ?? []);
  });
  const variables = SECTIONS.flatMap(({ section, name, flags }) => {
    const valueSize = object.sections.get(section)?.bytes.length ?? 0;
    const type = { type: ARRAY, keySize: 4, valueSize, maxEntries: 1, flags };
    return valueSize === 0 ? [] : [{ name, ...type, keyType: 0, valueType: 0 }];
  });
  return [...defined, ...variables];
}

/** Names of the variables of a section, in order. */
export function variablesOf(types: readonly BtfType[], section: string): string[] {
  const byId = new Map(types.map((type) => [type.id, type]));
  return sectionVariables(types, byId, section).map(({ name }) => name);
}

function sectionVariables(
  types: readonly BtfType[],
  byId: ReadonlyMap<number, BtfType>,
  section: string,
): BtfType[] {
  const vars = types.find(({ kind, name }) => kind === "DATASEC" && name === section)?.vars ?? [];
  return vars.flatMap(({ type_id }) => byId.get(type_id) ?? []);
}

/** `__uint(name, value)` is a pointer to an array of `value`, `__type(name, type)` a pointer to `type`. */
function defineMap(
  byId: ReadonlyMap<number, BtfType>,
  name: string,
  members: NonNullable<BtfType["members"]>,
): MapDefinition {
  const pointed = new Map(
    members.map((member) => [member.name, byId.get(member.type_id)?.type_id ?? 0]),
  );
  const number = (member: string): number => byId.get(pointed.get(member) ?? 0)?.nr_elems ?? 0;
  const [keyType, valueType] = [pointed.get("key") ?? 0, pointed.get("value") ?? 0];
  return {
    name,
    type: number("type"),
    keySize: keyType === 0 ? 0 : sizeOf(byId, keyType),
    valueSize: valueType === 0 ? 0 : sizeOf(byId, valueType),
    maxEntries: number("max_entries"),
    flags: number("map_flags"),
    keyType,
    valueType,
  };
}
