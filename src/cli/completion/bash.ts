import { type CommandModel, type FlagModel, HELP_COMMAND, ROOT_FLAGS } from "../help/model.ts";
import { type Completion, completionOf, spellings, valuedSpellings } from "./words.ts";

/** A completion script for bash, to be sourced. */
export function bashCompletion(commands: readonly CommandModel[]): string {
  const names = commands.map((command) => command.name);
  const all = commands.flatMap((command) => command.flags);
  return `# bash completion for critter; use: source <(critter completion bash)
# Words for what is being typed; whatever their case, where none is written so.
_critter_offer() {
  mapfile -t COMPREPLY < <(compgen -P "$prefix" "$@" -- "$current")
  if ((\${#COMPREPLY[@]} == 0)) && [[ $1 == -W && $current != -* ]]; then
    local word
    for word in $2; do
      if [[ \${word,,} == "\${current,,}"* ]]; then COMPREPLY+=("$prefix$word"); fi
    done
  fi
}
# Letters behind one dash: what follows one that takes a value is that.
_critter_letters() {
  local letters="$1" at
  for ((at = 1; at < \${#letters}; at++)); do
    if [[ $2 == *"\${letters:at:1}"* ]]; then
      letter="-\${letters:at:1}" value="\${letters:at+1}" before="\${letters:0:at+1}"
      return 0
    fi
  done
  return 1
}
_critter() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" prefix=""
  local index valued letter value before
  # Bash splits --flag=value into three words.
  if [[ $current == "=" ]]; then current=""; elif [[ $previous == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      ${[...names, HELP_COMMAND.name].join("|")}) command="\${COMP_WORDS[index]}"; break ;;
      ${valuedSpellings(all).join("|")})
        if [[ \${COMP_WORDS[++index]} == "=" ]]; then ((index++)); fi ;;
    esac
  done
  case "$command" in
${commands.map(lettersCase).join("\n")}
    *) valued="" ;;
  esac
  if [[ $current == -[!-]* ]] && _critter_letters "$current" "$valued" && [[ $value != "" ]]; then
    previous="$letter" current="$value" prefix="$before"
  elif [[ $previous == -[!-]?* ]] && _critter_letters "$previous" "$valued" && [[ $value == "" ]]; then
    previous="$letter"
  fi
  case "$command" in
    "")
${valueCases(all, "      ")}
      ${reply(words([...names, HELP_COMMAND.name, ...ROOT_FLAGS.flatMap(spellings)]))} ;;
    ${HELP_COMMAND.name}) ${reply(words(names))} ;;
${commands.map(commandCase).join("\n")}
  esac
}
complete -F _critter critter
`;
}

function lettersCase({ name, flags }: CommandModel): string {
  const letters = flags.flatMap(({ short, placeholder }) =>
    placeholder === undefined ? [] : short ?? []
  );
  return `    ${name}) valued="${letters.join("")}" ;;`;
}

function commandCase(command: CommandModel): string {
  const flags = command.flags.flatMap(spellings);
  const [argument] = command.args;
  const rest = argument === undefined
    ? { kind: "none" } as const
    : completionOf(argument.placeholder);
  return `    ${command.name})
${valueCases(command.flags, "      ")}
      if [[ $current == -* ]]; then ${reply(words(flags))}; else ${reply(generator(rest))}; fi ;;`;
}

/** Offers a flag's values behind it: those that all flags of that spelling have. */
function valueCases(flags: readonly FlagModel[], indent: string): string {
  const generators = new Map<string, string>();
  for (const flag of flags) {
    if (flag.placeholder === undefined) continue;
    const own = generator(completionOf(flag.placeholder, flag.values));
    for (const spelling of spellings(flag)) {
      const known = generators.get(spelling) ?? own;
      generators.set(spelling, known === own ? own : "");
    }
  }
  const wanted = new Set(valuedSpellings(flags));
  const cases = [...generators].filter(([spelling]) => wanted.has(spelling))
    .map(([spelling, own]) => `${indent}  ${spelling}) ${reply(own)}; return ;;`);
  return [`${indent}case "$previous" in`, ...cases, `${indent}esac`].join("\n");
}

function reply(generator: string): string {
  return generator === "" ? ":" : `_critter_offer ${generator}`;
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
