import { type CommandModel, type FlagModel, HELP_COMMAND, ROOT_FLAGS } from "../help/model.ts";
import { type Completion, completionOf, spellings, valuedSpellings } from "./words.ts";

/** A completion function for zsh, for a file _critter in a folder of fpath. */
export function zshCompletion(commands: readonly CommandModel[]): string {
  const described = [...commands, HELP_COMMAND]
    .map(({ name, brief }) => `    ${quote(`${name}:${brief}`)}`);
  const names = [...commands, HELP_COMMAND].map(({ name }) => name);
  const valued = valuedSpellings(commands.flatMap(({ flags }) => flags));
  return `#compdef critter
# zsh completion for critter; use: critter completion zsh > "\${fpath[1]}/_critter"
_critter() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  # Flags may stand before the command.
  local index=2
  while ((index < CURRENT)); do
    case "\${words[index]}" in
      ${names.join("|")}) break ;;
      ${valued.join("|")}) ((index += 2)) ;;
      *) ((index++)) ;;
    esac
  done
  # A value of theirs, which may mean several things as long as there is no command.
  if ((index > CURRENT)); then return; fi
  if ((index == CURRENT)); then
    if [[ "\${words[CURRENT]}" == -* ]]; then
      _arguments -s \\
${specLines(ROOT_FLAGS.flatMap(flagSpecs))}
    else
      _describe command commands
    fi
    return
  fi
  local command="\${words[index]}"
  shift $((index - 1)) words
  ((CURRENT -= index - 1))
  case "$command" in
    ${HELP_COMMAND.name}) _describe command commands ;;
${commands.map(commandCase).join("\n")}
  esac
}
if [[ "\${funcstack[1]}" == _critter ]]; then _critter "$@"; else compdef _critter critter; fi
`;
}

function commandCase(command: CommandModel): string {
  const specs = [
    ...command.flags.flatMap(flagSpecs),
    ...command.args.map(({ placeholder }, index) =>
      quote(`${index + 1}:${placeholder}${action(completionOf(placeholder))}`)
    ),
  ];
  return `    ${command.name})
      _arguments -s \\
${specLines(specs)} ;;`;
}

/** Arguments of _arguments, a line each. */
function specLines(specs: readonly string[]): string {
  return specs.map((spec) => `        ${spec}`).join(" \\\n");
}

function flagSpecs(flag: FlagModel): string[] {
  const text = `[${flag.brief.replace(/[[\]:\\]/g, "\\$&")}]`;
  const value = flag.placeholder === undefined
    ? ""
    : `:${flag.placeholder}${action(completionOf(flag.placeholder, flag.values))}`;
  const all = spellings(flag);
  const exclusion = flag.repeatable ? "*" : `(${all.join(" ")})`;
  return all.map((spelling) =>
    quote(
      `${exclusion}${spelling}${
        value !== "" && spelling.startsWith("--") ? "=" : ""
      }${text}${value}`,
    )
  );
}

function action(completion: Completion): string {
  switch (completion.kind) {
    case "words":
      return `:(${completion.words.join(" ")})`;
    case "files":
      return ":_files";
    case "none":
      return ":";
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
