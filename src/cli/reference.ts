import { EVENT_TYPES } from "../events.ts";
import { COMMANDS } from "./commands.ts";
import { commandHelp, flagSyntax, flagText, rootHelp } from "./help.ts";
import { type CommandModel, commandModel, usageLine } from "./model.ts";

/** Where README holds what {@link referenceMarkdown} makes. */
export const REFERENCE_MARKERS: Readonly<Record<"start" | "end", string>> = {
  start: "<!-- flags:start -->",
  end: "<!-- flags:end -->",
};

/** Every command, read from its definition, in the order of help. */
export function allCommands(): CommandModel[] {
  return Object.entries(COMMANDS).map(([name, definition]) => commandModel(name, definition));
}

/** The help of a command, or of critter itself. */
export function helpText(name: string | undefined): string {
  const commands = allCommands();
  const command = commands.find((command) => command.name === name);
  return command === undefined ? rootHelp(commands) : commandHelp(command);
}

/** Commands, their flags and the events as Markdown tables. */
export function referenceMarkdown(): string {
  const commands = allCommands();
  return [
    table(
      ["command", "what it does"],
      commands.map(({ name, brief }) => [code(`critter ${name}`), brief]),
    ),
    ...commands.map(commandSection),
    "Events for `--event`:",
    table(
      ["event", "by default", "what it says"],
      EVENT_TYPES.map((
        { name, byDefault, description },
      ) => [code(name), byDefault ? "yes" : "no", description]),
    ),
  ].join("\n\n");
}

/**
 * Puts the reference between the markers of a Markdown text.
 *
 * @throws RangeError when the text has no markers.
 */
export function withReference(markdown: string): string {
  const { start, end } = REFERENCE_MARKERS;
  const from = markdown.indexOf(start);
  const to = markdown.indexOf(end);
  if (from < 0 || to < from) {
    throw new RangeError(`Cannot place the reference as the text must have ${start} and ${end}`);
  }
  return `${markdown.slice(0, from + start.length)}\n\n${referenceMarkdown()}\n\n${
    markdown.slice(to)
  }`;
}

function commandSection(command: CommandModel): string {
  const rows = command.flags
    .filter((flag) => flag.name !== "help")
    .map((
      flag,
    ) => [
      code(flag.short === undefined ? flagSyntax(flag) : `-${flag.short}, ${flagSyntax(flag)}`),
      flagText(flag),
    ]);
  return `${code(usageLine(command))}:\n\n${table(["flag", "what it does"], rows)}`;
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
