import { formatYaml, type Plain } from "./yaml.ts";

/** What a terminal would act on although JSON allows it as it is. */
const TERMINAL_CONTROLS = /[\u007f-\u009f]/g;

/** Formats for programs. */
export type DataFormat = "json" | "yaml";

/** Writes plain data for a program, safe to print on a terminal as well. */
export function formatData(value: Plain, format: DataFormat): string {
  return format === "json" ? `${formatJson(value)}\n` : escapeControls(formatYaml(value));
}

/** JSON over several lines, or in one. */
export function formatJson(value: Plain, indent = 2): string {
  return escapeControls(JSON.stringify(value, null, indent) ?? "null");
}

/** Both formats have such characters within quotes only, and read the escape the same way. */
function escapeControls(text: string): string {
  return text.replace(
    TERMINAL_CONTROLS,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
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
