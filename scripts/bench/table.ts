/**
 * Rows under a head, columns padded; the first column to the left, the others to the right. A row of one cell is a
 * title: it stands free of the columns.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.filter((row) => row.length > 1);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    row.length === 1 ? row[0] : row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ").trimEnd();
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)]
    .join("\n");
}
