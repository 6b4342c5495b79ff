import { type CommandModel, type FlagModel, HELP_COMMAND, ROOT_FLAGS } from "../help/model.ts";
import { type Completion, completionOf } from "./words.ts";

/** A completion script for fish, to be sourced. */
export function fishCompletion(commands: readonly CommandModel[]): string {
  const names = commands.map((command) => command.name).join(" ");
  const first = `-n ${quote(`not __fish_seen_subcommand_from ${names} ${HELP_COMMAND.name}`)}`;
  return `${
    [
      "# fish completion for critter; use: critter completion fish | source",
      "complete -c critter -f",
      ...[...commands, HELP_COMMAND].map(({ name, brief }) =>
        `complete -c critter ${first} -a ${name} -d ${quote(brief)}`
      ),
      ...ROOT_FLAGS.map((flag) => `complete -c critter ${first}${flagOptions(flag)}`),
      `complete -c critter -n ${seen(HELP_COMMAND.name)} -a ${quote(names)}`,
      ...commands.flatMap(commandLines),
    ].join("\n")
  }\n`;
}

function commandLines(command: CommandModel): string[] {
  const when = `complete -c critter -n ${seen(command.name)}`;
  return [
    ...command.flags.map((flag) => `${when}${flagOptions(flag)}`),
    ...command.args.map(({ placeholder }) => `${when}${choice(completionOf(placeholder))}`),
  ];
}

function seen(command: string): string {
  return quote(`__fish_seen_subcommand_from ${command}`);
}

function flagOptions({ name, short, placeholder, values, brief }: FlagModel): string {
  const letter = short === undefined ? "" : ` -s ${short}`;
  const value = placeholder === undefined ? "" : valueOf(completionOf(placeholder, values));
  return `${letter} -l ${name}${value} -d ${quote(brief)}`;
}

/** A flag's value: without -x, fish would offer files besides. */
function valueOf(completion: Completion): string {
  return `${completion.kind === "files" ? " -r" : " -x"}${choice(completion)}`;
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
