import { EVENT_KINDS } from "#events/kinds.ts";
import { commandHelp, flagSyntax, flagText, rootHelp } from "./help.ts";
import { type CommandModel, usageLine } from "./model.ts";

/** Where docs/commands.md holds what {@link referenceMarkdown} makes. */
export const REFERENCE_MARKERS: Readonly<Record<"start" | "end", string>> = {
  start: "<!-- flags:start -->",
  end: "<!-- flags:end -->",
};

/** The help of a command, or of critter itself. */
export function helpText(commands: readonly CommandModel[], name: string | undefined): string {
  const command = commands.find((command) => command.name === name);
  return command === undefined ? rootHelp(commands) : commandHelp(command);
}

/** Commands, their flags and the events as Markdown tables. */
export function referenceMarkdown(commands: readonly CommandModel[]): string {
  const shared = sharedRows(commands);
  const inGroups = new Set([...shared.values()].flat().map((row) => row.join("\n")));
  return [
    commandTable(commands),
    ...commands.map((command) => commandSection(command, inGroups)),
    ...[...shared].map(([names, rows]) =>
      `${names} share:\n\n${table(["flag", "what it does"], rows)}`
    ),
    "Events for `--event`:",
    table(
      ["event", "by default", "what it says"],
      EVENT_KINDS.map((
        { name, byDefault, description },
      ) => [code(name), byDefault ? "yes" : "no", description]),
    ),
  ].join("\n\n");
}

/**
 * Puts `tables` between the markers of a Markdown text.
 *
 * @throws RangeError when the text has no markers.
 */
export function withReference(markdown: string, tables: string): string {
  const { start, end } = REFERENCE_MARKERS;
  const from = markdown.indexOf(start);
  const to = markdown.indexOf(end);
  if (from < 0 || to < from) {
    throw new RangeError(`Cannot place the reference as the text must have ${start} and ${end}`);
  }
  return `${markdown.slice(0, from + start.length)}\n\n${tables}\n\n${markdown.slice(to)}`;
}

/** A flag as the tables have it. */
type Row = readonly [string, string];

/** Flags that so many commands share stand in a table of their own. */
const SHARED_BY = 6;

function flagRows(command: CommandModel): readonly Row[] {
  return command.flags
    .filter((flag) => flag.name !== "help")
    .map((flag) => [
      code(flag.short === undefined ? flagSyntax(flag) : `-${flag.short}, ${flagSyntax(flag)}`),
      flagText(flag),
    ]);
}

/** The rows that many commands have alike, by the commands' names. */
function sharedRows(commands: readonly CommandModel[]): ReadonlyMap<string, readonly Row[]> {
  const users = new Map<string, { row: Row; names: string[] }>();
  for (const command of commands) {
    for (const row of flagRows(command)) {
      const known = users.get(row.join("\n"));
      if (known === undefined) users.set(row.join("\n"), { row, names: [command.name] });
      else known.names.push(command.name);
    }
  }
  const groups = new Map<string, Row[]>();
  for (const { row, names } of users.values()) {
    if (names.length < SHARED_BY) continue;
    const key = names.map(code).join(", ");
    groups.set(key, [...groups.get(key) ?? [], row]);
  }
  return groups;
}

function commandTable(commands: readonly CommandModel[]): string {
  return table(
    ["command", "what it does"],
    commands.map(({ name, brief }) => [code(`critter ${name}`), brief]),
  );
}

function commandSection(command: CommandModel, shared: ReadonlySet<string>): string {
  const rows = flagRows(command).filter((row) => !shared.has(row.join("\n")));
  const usage = code(usageLine(command));
  return rows.length === 0
    ? `${usage} has no flags but those that it shares with others.`
    : `${usage}:\n\n${table(["flag", "what it does"], rows)}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [titles, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = titles.map((_, column) =>
    Math.max(3, ...cells.map((row) => row[column]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
