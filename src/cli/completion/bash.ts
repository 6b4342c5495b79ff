import { type CommandModel, HELP_COMMAND, ROOT_FLAGS } from "../help/model.ts";
import { type Completion, completionOf, spellings } from "./words.ts";

/** A completion script for bash, to be sourced. */
export function bashCompletion(commands: readonly CommandModel[]): string {
  const names = commands.map((command) => command.name);
  return `# bash completion for critter; use: source <(critter completion bash)
_critter() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  # Bash splits --flag=value into three words.
  if [[ $current == "=" ]]; then current=""; elif [[ $previous == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    ${reply(words([...names, HELP_COMMAND.name, ...ROOT_FLAGS.flatMap(spellings)]))}
    return
  fi
  case "$command" in
    ${HELP_COMMAND.name}) ${reply(words(names))} ;;
${commands.map(commandCase).join("\n")}
  esac
}
complete -F _critter critter
`;
}

function commandCase(command: CommandModel): string {
  const flags = command.flags.flatMap(spellings);
  const values = command.flags.flatMap((flag) =>
    flag.placeholder === undefined ? [] : [
      `        ${spellings(flag).join("|")}) ${
        reply(generator(completionOf(flag.placeholder, flag.values)))
      }; return ;;`,
    ]
  );
  const [argument] = command.args;
  const rest = argument === undefined
    ? { kind: "none" } as const
    : completionOf(argument.placeholder);
  return `    ${command.name})
      case "$previous" in
${values.join("\n")}
      esac
      if [[ $current == -* ]]; then ${reply(words(flags))}; else ${reply(generator(rest))}; fi ;;`;
}

function reply(generator: string): string {
  return generator === "" ? ":" : `mapfile -t COMPREPLY < <(compgen ${generator} -- "$current")`;
}

function generator(completion: Completion): string {
  switch (completion.kind) {
    case "words":
      return words(completion.words);
    case "files":
      return "-f";
    case "none":
      return "";
  }
}

function words(list: readonly string[]): string {
  return `-W '${list.join(" ")}'`;
}
