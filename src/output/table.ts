import { visible, width } from "./visible.ts";

/** Between columns: crictl's own, so that what splits its columns splits these. */
const GAP = "   ";

/**
 * Writes rows below titles, each column as wide as its widest value. Values are made safe for a terminal; nothing
 * stands behind the last one of a line.
 *
 * @param title How a title is written, for example in bold.
 */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  title: (text: string) => string = (text) => text,
): string {
  const cells = rows.map((row) => titles.map((_, column) => visible(row[column] ?? "")));
  const widths = titles.map((text, column) =>
    // Not spread over Math.max: there may be more rows than a call takes arguments.
    cells.reduce((most, row) => Math.max(most, width(row[column] ?? "")), width(text))
  );
  const line = (row: readonly string[], style: (text: string) => string): string => {
    const last = row.length - 1;
    return row.map((cell, column) => {
      const fill = column === last ? "" : " ".repeat((widths[column] ?? 0) - width(cell)) + GAP;
      return style(cell) + fill;
    }).join("").trimEnd();
  };
  return [line(titles, title), ...cells.map((row) => line(row, (cell) => cell))]
    .map((text) => `${text}\n`).join("");
}
