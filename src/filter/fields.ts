import type { Condition, EventField, EventKind, LineItem, Value } from "#events/definition.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { LABEL_GROUPS } from "#events/tables/labels.ts";
import { PROCESS_LINE } from "#events/record.ts";
import type { Type } from "./types.ts";

/** A condition of a definition, and whether it must hold or must not. */
export interface Guard {
  readonly condition: Condition;
  readonly holds: boolean;
}

/** Where records of a kind have a field's value: there if all guards hold. */
export interface Place {
  readonly value: Value;
  readonly guards: readonly Guard[];
}

/** A key of the line that expressions can name. */
export interface Field {
  readonly name: string;
  readonly type: Type;
  /** Who knows it: the kind alone, a record, or the labels of a container. */
  readonly source: "kind" | "record" | "label";
  /** For a record's: where each kind, by record type, has it; more than one where it depends. */
  readonly places: ReadonlyMap<number, readonly Place[]>;
}

/** The `<key>` of names that stand for any key: such a field is a map. */
const ANY_KEY = ".<key>";

/** Types of what definitions say of values; a new kind of values gets its row here, its loader in wasm/filter/. */
const TYPES: Readonly<Partial<Record<string, Type>>> = {
  integer: "int",
  wide: "int",
  time: "timestamp",
  name: "string",
  string: "string",
  basename: "string",
  arguments: "list<string>",
  first_argument: "string",
  // Whether it is there can be asked, no more.
  masked_arguments: "list<int>",
  true: "bool",
  word: "string",
  origin: "string",
};

const LABEL_TYPES: Readonly<Partial<Record<EventField["type"], Type>>> = {
  "string": "string",
  "integer": "int",
  "boolean": "bool",
  "array of strings": "list<string>",
  "array of integers": "list<int>",
};

/** Every key of a line that an expression can name, by its name. */
export function filterFields(
  kinds: readonly EventKind[] = EVENT_KINDS,
): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  fields.set("event", { name: "event", type: "string", source: "kind", places: new Map() });
  const time: LineItem = { name: "time", value: { kind: "time", member: "time_ns" }, meaning: "" };
  for (const kind of kinds) {
    for (const { name, place } of placesOf([time, ...PROCESS_LINE, ...kind.line], [])) {
      const type = TYPES[place.value.kind];
      // What filters cannot read yet is left out: a test says so of every definition.
      if (type === undefined) continue;
      addPlace(fields, name, type, kind.recordType, place);
    }
  }
  for (const { name, type } of LABEL_GROUPS.flatMap((group) => group.fields)) {
    const own = name.endsWith(ANY_KEY) ? "map" : LABEL_TYPES[type];
    if (own === undefined) continue;
    const key = name.endsWith(ANY_KEY) ? name.slice(0, -ANY_KEY.length) : name;
    fields.set(key, { name: key, type: own, source: "label", places: new Map() });
  }
  return fields;
}

/** Keys of definitions whose kind of values filters do not know. */
export function unknownFields(kinds: readonly EventKind[] = EVENT_KINDS): string[] {
  return kinds.flatMap((kind) => [...placesOf([...PROCESS_LINE, ...kind.line], [])])
    .filter(({ place }) => TYPES[place.value.kind] === undefined).map(({ name }) => name);
}

function addPlace(
  fields: Map<string, Field>,
  name: string,
  type: Type,
  recordType: number,
  place: Place,
): void {
  const known = fields.get(name);
  if (known !== undefined && known.type !== type) {
    throw new TypeError(
      `Cannot filter by ${name} as kinds must agree on its type: ${known.type}, ${type}`,
    );
  }
  const places = new Map(known?.places ?? []);
  places.set(recordType, [...places.get(recordType) ?? [], place]);
  fields.set(name, { name, type, source: "record", places });
}

function* placesOf(
  items: readonly LineItem[],
  guards: readonly Guard[],
): Generator<{ name: string; place: Place }> {
  for (const item of items) {
    if ("when" in item) {
      yield* placesOf(item.then, [...guards, { condition: item.when, holds: true }]);
      yield* placesOf(item.otherwise ?? [], [...guards, { condition: item.when, holds: false }]);
    } else yield { name: item.name, place: { value: item.value, guards } };
  }
}
