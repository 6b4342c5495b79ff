import { escapeUnsafe } from "./visible.ts";
import { type Plain, yamlFormatter } from "./yaml.ts";

/** Formats for programs. */
export type DataFormat = "json" | "yaml";

/** Loads what writes plain data for a program, safe to print on a terminal as well. */
export async function dataFormatter(format: DataFormat): Promise<(value: Plain) => string> {
  return format === "json" ? (value) => `${formatJson(value)}\n` : await yamlFormatter();
}

/** JSON over several lines, or in one; safe to print on a terminal as well. */
export function formatJson(value: Plain, indent = 2): string {
  return escapeUnsafe(JSON.stringify(value, null, indent) ?? "null", escape);
}

/** JSON's escapes are of 16 bits each. */
function escape(character: string): string {
  return character.split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** The same data with the members of every object in the order of their names, as Go writes maps. */
export function sorted(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map((
      [key, item],
    ) => [key, sorted(item)]),
  );
}
