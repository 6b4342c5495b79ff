import { dataFormatter } from "#output/data.ts";
import { formatAge } from "#output/human.ts";
import { createStyle } from "#output/style.ts";
import { formatTable } from "#output/table.ts";
import { visible } from "#output/visible.ts";
import type { Plain } from "#output/yaml.ts";
import { type CliHost, mayColor } from "../host.ts";

/** Length that crictl cuts ids to. */
const SHORT_ID = 13;

/** An id cut short, unless it is wanted whole. */
export function shortId(id: string, whole: boolean): string {
  return whole ? id : id.replace(/^sha256:/, "").slice(0, SHORT_ID);
}

/** An image as a list names it: a name as it is, an id cut short. */
export function shortImage(image: string, whole: boolean): string {
  return !whole && /^(?:sha256:)?[0-9a-f]{64}$/.test(image) ? shortId(image, false) : image;
}

/** How long ago, in words; nothing where it is not known. */
export function age(createdAtNs: bigint | undefined, now: number): string {
  return createdAtNs === undefined
    ? UNKNOWN_AGE
    : formatAge(now - Number(createdAtNs / 1_000_000n));
}

const UNKNOWN_AGE = "unknown";

/** Prints a table, with bold titles on a terminal. */
export function printTable(
  host: CliHost,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const { bold } = createStyle(mayColor(host.terminal() !== undefined, host.env));
  host.process.stdout.write(formatTable(titles, rows, bold));
}

/** Prints lines, each made safe for a terminal; one tab may stand at its start. */
export function printLines(host: CliHost, lines: readonly string[]): void {
  const safe = lines.map((line) =>
    `${line.startsWith("\t") ? `\t${visible(line.slice(1))}` : visible(line)}\n`
  );
  host.process.stdout.write(safe.join(""));
}

/** Prints data for a program. */
export async function printData(
  host: CliHost,
  format: "json" | "yaml",
  value: Plain,
): Promise<void> {
  const write = await dataFormatter(format);
  host.process.stdout.write(write(value));
}

/** Labels or annotations as crictl lists them: a title, and one a line below it. */
export function mapLines(title: string, map: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(map).sort();
  return [`${title}:`, ...keys.map((key) => `\t${key} -> ${map[key]}`)];
}

/** Text as it is; for a terminal, what that would act on is made visible. */
export function printable(host: CliHost, text: string): string {
  return host.terminal() === undefined ? text : visibleText(text);
}

/** Text of several lines and columns with everything that a terminal would act on made visible. */
export function visibleText(text: string): string {
  return text.split("\n").map((line) => line.split("\t").map(visible).join("\t")).join("\n");
}
