import descriptor from "./gen/cri.json" with { type: "json" };

/** A value of protobuf's JSON mapping. */
export type ProtoJson = string | number | boolean | null | readonly ProtoJson[] | ProtoJsonObject;

/** A message in protobuf's JSON mapping. */
export interface ProtoJsonObject {
  readonly [name: string]: ProtoJson;
}

/** A field as the descriptor has it. */
interface Field {
  readonly type: string;
  readonly rule?: string;
  readonly keyType?: string;
}

/** A message, an enum or a service as the descriptor has it. */
interface Type {
  readonly methods?: unknown;
  readonly fields?: Readonly<Record<string, Field>>;
  readonly values?: Readonly<Record<string, number>>;
}

const types: Readonly<Record<string, Type>> = descriptor.nested.runtime.nested.v1.nested;

/**
 * Writes a decoded CRI message as protobuf's JSON mapping says, with defaults emitted, which is what crictl prints:
 * 64-bit integers are strings, enums their names, empty lists and maps are there, unset messages are not.
 *
 * @param type The message's name without the package, as in `ListContainersResponse`.
 */
export function protoJson(type: string, message: object): ProtoJsonObject {
  const { fields } = typeOf(type);
  const json: Record<string, ProtoJson> = {};
  for (const [name, field] of Object.entries(fields ?? {})) {
    const value = fieldJson(field, Reflect.get(message, name));
    if (value !== undefined) json[name] = value;
  }
  return json;
}

/** The names of a message's fields in the mapping. */
export function protoFields(type: string): readonly string[] {
  return Object.keys(typeOf(type).fields ?? {});
}

/** The name of an enum's value; a number without a name stands for itself. */
export function enumName(type: string, value: number): string | number {
  const entry = Object.entries(typeOf(type).values ?? {}).find(([, number]) => number === value);
  return entry?.[0] ?? value;
}

function typeOf(name: string): Type {
  const type = types[name];
  if (type === undefined) {
    throw new TypeError(`Cannot write the message as JSON as it has no type: ${name}`);
  }
  return type;
}

function fieldJson(field: Field, value: unknown): ProtoJson | undefined {
  if (field.keyType !== undefined) {
    const entries = isObject(value) ? Object.entries(value) : [];
    return Object.fromEntries(
      entries.sort(([a], [b]) => a < b ? -1 : 1).map((
        [key, item],
      ) => [key, scalar(field.type, item)]),
    );
  }
  if (field.rule === "repeated") {
    return Array.isArray(value) ? value.map((item) => singular(field.type, item) ?? null) : [];
  }
  return singular(field.type, value);
}

function singular(type: string, value: unknown): ProtoJson | undefined {
  const message = types[type];
  if (message?.fields !== undefined) return isObject(value) ? protoJson(type, value) : undefined;
  if (message?.values !== undefined) return enumName(type, typeof value === "number" ? value : 0);
  return scalar(type, value);
}

function scalar(type: string, value: unknown): ProtoJson {
  switch (type) {
    case "string":
      return typeof value === "string" ? value : "";
    case "bool":
      return value === true;
    case "int64":
    case "uint64":
      return String(value ?? 0);
    case "double":
      return typeof value === "number" && Number.isFinite(value) ? value : String(value ?? 0);
    default:
      return typeof value === "number" ? value : 0;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
