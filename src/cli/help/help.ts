import type { Example } from "../define.ts";
import { type CommandModel, type FlagModel, ROOT_FLAGS, usageLine } from "./model.ts";

const INDENT = "  ";
/** Where help is not on a terminal, or the terminal does not tell its width. */
const DEFAULT_COLUMNS = 100;
const MOST_COLUMNS = 120;
const ROOT_EXAMPLES: readonly Example[] = [
  { text: "See what critter prints, without root", command: "critter replay --sample" },
  { text: "Check what this node lets critter do", command: "critter doctor" },
  { text: "Stream this node's events", command: "critter watch" },
];

/** The help of a command. */
export function commandHelp(command: CommandModel, columns = DEFAULT_COLUMNS): string {
  const room = Math.min(columns, MOST_COLUMNS);
  const sections = [
    `${command.brief}.`,
    ...command.description.map((paragraph) => wrap(paragraph, room).join("\n")),
    `Usage:\n${INDENT}${usageLine(command)}`,
    `Examples:\n${exampleLines(command.examples)}`,
  ];
  if (command.args.length > 0) {
    const rows = command.args.map((arg) => [arg.placeholder, arg.brief] as const);
    sections.push(`Arguments:\n${table(rows, room)}`);
  }
  sections.push(`Flags:\n${table(command.flags.map(flagRow), room)}`);
  return `${sections.join("\n\n")}\n`;
}

/** The help of `critter` itself. */
export function rootHelp(commands: readonly CommandModel[], columns = DEFAULT_COLUMNS): string {
  const room = Math.min(columns, MOST_COLUMNS);
  const rows = commands.map((command) => [command.name, command.brief] as const);
  return `${
    [
      wrap(
        "critter puts names on kernel events: every line says which pod, container and image it came from.",
        room,
      ).join("\n"),
      `Usage:\n${INDENT}critter COMMAND [flags]`,
      `Examples:\n${exampleLines(ROOT_EXAMPLES)}`,
      `Commands:\n${table(rows, room)}`,
      `Flags:\n${table(ROOT_FLAGS.map(flagRow), room)}`,
      "Use 'critter COMMAND --help' for a command's flags and examples.",
    ].join("\n\n")
  }\n`;
}

/** `--output FORMAT`, or `--verbose`. */
export function flagSyntax({ name, placeholder }: FlagModel): string {
  return placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`;
}

/** What a flag does, which values it takes, and its default. */
export function flagText({ brief, values, defaultValue }: FlagModel): string {
  const notes = [
    ...(values === undefined ? [] : [`one of ${values.join(", ")}`]),
    ...(defaultValue === undefined ? [] : [`default: ${defaultValue}`]),
  ];
  return notes.length === 0 ? brief : `${brief} (${notes.join("; ")})`;
}

function exampleLines(examples: readonly Example[]): string {
  return examples.map(({ text, command }) => `${INDENT}# ${text}\n${INDENT}${command}`).join(
    "\n\n",
  );
}

function flagRow(flag: FlagModel): readonly [string, string] {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  return [`${short}${flagSyntax(flag)}`, flagText(flag)];
}

function table(rows: readonly (readonly [string, string])[], columns: number): string {
  const first = Math.max(...rows.map(([left]) => left.length));
  const margin = " ".repeat(INDENT.length + first + INDENT.length);
  return rows.map(([left, right]) => {
    const lines = wrap(right, Math.max(20, columns - margin.length));
    return `${INDENT}${left.padEnd(first)}${INDENT}${lines.join(`\n${margin}`)}`;
  }).join("\n");
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
