import { formatJson, sorted } from "../data.ts";
import type { Plain } from "../yaml.ts";

/** Whether a value is an object of JSON. */
export function isMap(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether `if` takes a value for true: what is empty is not.
 *
 * A number of the data is always true, even 0: crictl has it as text.
 */
export function isTrue(value: Plain): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return typeof value === "number" || Boolean(value);
}

/** A value as Go prints it: `map[a:1]`, `[x y]`, `<nil>`. */
export function textOf(value: Plain): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(textOf).join(" ")}]`;
  if (isMap(value)) {
    const members = Object.keys(value).sort().map((key) => `${key}:${textOf(value[key])}`);
    return `map[${members.join(" ")}]`;
  }
  return String(value);
}

const HTML: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };

/** A value as Go's encoder writes it: in one line, members in order, safe within HTML, and a line's end. */
export function encodedJson(value: Plain): string {
  const json = formatJson(sorted(value), 0).replace(/[<>&]/g, (character) => HTML[character] ?? "");
  return `${json}\n`;
}
