import { COMMANDS, OTHER_NAMES } from "./commands.ts";
import { flagWords } from "./flag_words.ts";
import { type MovedFlags, moveLeadingFlags } from "./leading_flags.ts";

/** A command line as Stricli takes it, with the command's own name first. */
export function commandLine(args: readonly string[]): MovedFlags {
  const { words: [first, ...rest], ignored } = args[0] === "help"
    ? { words: [...args.slice(1), "--help"], ignored: [] }
    : moveLeadingFlags(args);
  if (first === undefined) return { words: [], ignored };
  const name = OTHER_NAMES.get(first) ?? first;
  const definition = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const words = definition === undefined ? rest : flagWords(rest, definition.command.parameters);
  return { words: [name, ...words], ignored };
}
