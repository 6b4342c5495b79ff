/** What JSON allows raw but a terminal would act on: DEL and the C1 controls (U+0080..U+009F). */
const TERMINAL_CONTROLS = /[\u007f-\u009f]/g;

/**
 * One JSON string, quotes included, that is safe to print: like `JSON.stringify`, but DEL and C1 controls are
 * escaped too and lone surrogates become U+FFFD, so that it is always valid UTF-8.
 */
export function jsonString(value: string): string {
  return JSON.stringify(value.toWellFormed()).replace(
    TERMINAL_CONTROLS,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A value of a JSON object under construction; see {@link jsonObject} for what is left out. */
export type JsonValue = string | number | boolean | readonly string[] | JsonFields | undefined;

/** The fields of a JSON object, in the order in which they are written. */
export interface JsonFields {
  readonly [key: string]: JsonValue;
}

/**
 * Writes fields as JSON. What is not known is absent: `undefined`, empty arrays and objects without any known field
 * leave no key. Returns `undefined` when nothing is left.
 */
export function jsonObject(fields: JsonFields): string | undefined {
  const members = jsonMembers(fields);
  return members === "" ? undefined : `{${members}}`;
}

/** The members of {@link jsonObject} without the braces; an empty string when nothing is known. */
export function jsonMembers(fields: JsonFields): string {
  const members: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    const text = jsonValue(value);
    if (text !== undefined) members.push(`${jsonString(key)}:${text}`);
  }
  return members.join(",");
}

function jsonValue(value: JsonValue): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return jsonString(value);
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  if (isArray(value)) {
    return value.length === 0 ? undefined : `[${value.map(jsonString).join(",")}]`;
  }
  return jsonObject(value);
}

function isArray(value: readonly string[] | JsonFields): value is readonly string[] {
  return Array.isArray(value);
}
