import type { CommandModel, FlagModel } from "../model.ts";
import { type Completion, completionOf } from "./words.ts";

/** A completion script for fish, to be sourced. */
export function fishCompletion(commands: readonly CommandModel[]): string {
  const names = commands.map((command) => command.name).join(" ");
  const first = `-n ${quote(`not __fish_seen_subcommand_from ${names} help`)}`;
  return `${
    [
      "# fish completion for critter; use: critter completion fish | source",
      "complete -c critter -f",
      ...commands.map(({ name, brief }) =>
        `complete -c critter ${first} -a ${name} -d ${quote(brief)}`
      ),
      `complete -c critter ${first} -l version -d ${quote("Print critter's version")}`,
      `complete -c critter -n ${quote("__fish_seen_subcommand_from help")} -a ${quote(names)}`,
      ...commands.flatMap(commandLines),
    ].join("\n")
  }\n`;
}

function commandLines(command: CommandModel): string[] {
  const when = `complete -c critter -n ${quote(`__fish_seen_subcommand_from ${command.name}`)}`;
  return [
    ...command.flags.map((flag) => `${when}${flagOptions(flag)} -d ${quote(flag.brief)}`),
    ...command.args.map(({ placeholder }) => `${when}${choice(completionOf(placeholder))}`),
  ];
}

function flagOptions({ name, short, placeholder, values }: FlagModel): string {
  const letter = short === undefined ? "" : ` -s ${short}`;
  const value = placeholder === undefined ? "" : ` -r${choice(completionOf(placeholder, values))}`;
  return `${letter} -l ${name}${value}`;
}

function choice(completion: Completion): string {
  switch (completion.kind) {
    case "words":
      return ` -a ${quote(completion.words.join(" "))}`;
    case "files":
      return " -F";
    case "none":
      return "";
  }
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
