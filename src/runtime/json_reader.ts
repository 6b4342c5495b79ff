/** Readers for JSON that another program wrote: what has an unexpected shape is as if it were not there. */

/** An object, as a record of unknown values. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value where it is an object. */
export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as JsonObject
    : undefined;
}

/** The value where it is a list, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The member of an object, at any depth: `member(spec, "linux", "cgroupsPath")`. */
export function member(value: unknown, ...keys: readonly string[]): unknown {
  let current = value;
  for (const key of keys) {
    const object = objectOf(current);
    // Own members only: no name is taken from the prototype of all objects.
    if (object === undefined || !Object.hasOwn(object, key)) return undefined;
    current = object[key];
  }
  return current;
}

/** The value where it is a string with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The members that are strings. */
export function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(objectOf(value) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** A process id, from a number or its digits; 0 stands for a container that does not run. */
export function pidOf(value: unknown): number | undefined {
  const pid = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof pid === "number" && Number.isInteger(pid) && pid > 0 && pid <= 0x7fffffff
    ? pid
    : undefined;
}

/** The object that a JSON text is; undefined for any other text, and for one of more characters than allowed. */
export function parseObject(json: string | undefined, maxLength: number): JsonObject | undefined {
  if (json === undefined || json.length > maxLength) return undefined;
  try {
    return objectOf(JSON.parse(json));
  } catch {
    return undefined;
  }
}
