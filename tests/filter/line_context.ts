import type { Field } from "#filter/fields.ts";
import type { Type } from "#filter/types.ts";

/** A line as the CEL library takes it: objects are always there, keys that the line lacks are not. */
export type LineContext = Record<string, unknown>;

/** Makes the library's context of a line. */
export function contextOf(line: string, fields: ReadonlyMap<string, Field>): LineContext {
  const json: unknown = JSON.parse(line);
  const context: LineContext = {};
  for (const { name, type } of fields.values()) {
    const path = name.split(".");
    const last = path.pop() ?? "";
    const object = path.reduce<LineContext>(
      (inner, key) => (inner[key] ??= {}) as LineContext,
      context,
    );
    const value = converted(type, at(json, [...path, last]));
    if (value !== undefined) object[last] = value;
  }
  return context;
}

function at(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
    json,
  );
}

function converted(type: Type, value: unknown): unknown {
  if (type === "map") return value ?? {};
  if (value === undefined) return undefined;
  if (type === "int") return saturated(BigInt(value as string | number));
  if (type === "timestamp") return new Date(value as string);
  return value;
}

function saturated(value: bigint): bigint {
  const most = 2n ** 63n - 1n;
  return value > most ? most : value;
}
