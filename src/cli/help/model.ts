import type { CommandDefinition, Example } from "../define.ts";

/** A flag as help, README, completions and the man page show it. */
export interface FlagModel {
  /** Long name without dashes, as it is typed: `no-host` for a flag that is on by default. */
  readonly name: string;
  /** Its letter, without the dash. */
  readonly short?: string;
  /** Name of its value; absent for a flag that takes none. */
  readonly placeholder?: string;
  /** The only values it takes, if they are few. */
  readonly values?: readonly string[];
  /** What it does, without a full stop. */
  readonly brief: string;
  /** What it is when it is not given. */
  readonly defaultValue?: string;
  /** Whether it may be given more than once. */
  readonly repeatable: boolean;
}

/** A positional argument. */
export interface ArgumentModel {
  /** Its name in capitals. */
  readonly placeholder: string;
  /** What it does, without a full stop. */
  readonly brief: string;
  /** Whether it may be left out. */
  readonly optional: boolean;
}

/** A command, read from its definition. */
export interface CommandModel {
  /** What is typed behind `critter`. */
  readonly name: string;
  /** What it does, without a full stop. */
  readonly brief: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  /** Useful command lines. */
  readonly examples: readonly Example[];
  /** In the order of help. */
  readonly flags: readonly FlagModel[];
  /** In the order of the command line. */
  readonly args: readonly ArgumentModel[];
}

/** The flag that every command has without defining it. */
export const HELP_FLAG: FlagModel = {
  name: "help",
  short: "h",
  brief: "Print this help",
  repeatable: false,
};

/** The flags of critter itself. */
export const ROOT_FLAGS: readonly FlagModel[] = [
  HELP_FLAG,
  { name: "version", brief: "Print critter's version", repeatable: false },
];

/** What prints a command's help, beside its flag. */
export const HELP_COMMAND: Readonly<Pick<CommandModel, "name" | "brief">> = {
  name: "help",
  brief: "Print a command's help",
};

/** Reads a command's definition. */
export function commandModel(name: string, { command, texts }: CommandDefinition): CommandModel {
  const { flags = {}, aliases = {}, positional } = command.parameters;
  const shorts = new Map(Object.entries(aliases).map(([short, flag]) => [flag, short]));
  const args = positional === undefined
    ? []
    : positional.kind === "array"
    ? [positional.parameter]
    : positional.parameters;
  return {
    name,
    ...texts,
    flags: [
      ...Object.entries(flags)
        .filter(([, flag]) => !("hidden" in flag && flag.hidden))
        .map(([key, flag]) => flagModel(key, flag, shorts.get(key))),
      HELP_FLAG,
    ],
    args: args.map(({ placeholder = "arg", brief, optional = false }) => ({
      placeholder: placeholder.toUpperCase(),
      brief,
      optional,
    })),
  };
}

type Parameter = NonNullable<CommandDefinition["command"]["parameters"]["flags"]>[string];

function flagModel(key: string, flag: Parameter, short: string | undefined): FlagModel {
  const negated = flag.kind === "boolean" && flag.default === true;
  const hasValue = flag.kind === "parsed" || flag.kind === "enum";
  const defaultValue = "default" in flag && hasValue ? flag.default : undefined;
  return {
    name: negated ? `no-${kebabCase(key)}` : kebabCase(key),
    brief: negated ? `Do not ${lowerFirst(flag.brief)}` : flag.brief,
    repeatable: "variadic" in flag && flag.variadic !== undefined && flag.variadic !== false,
    ...(short === undefined ? {} : { short }),
    ...(hasValue ? { placeholder: (flag.placeholder ?? "value").toUpperCase() } : {}),
    ...("values" in flag && isTexts(flag.values) ? { values: flag.values } : {}),
    ...(typeof defaultValue === "string" ? { defaultValue } : {}),
  };
}

/** Also of flags that take their values in other spellings, and are no enums therefore. */
function isTexts(values: unknown): values is readonly string[] {
  return Array.isArray(values) && values.every((value) => typeof value === "string");
}

/** `runtimeEndpoint` as it is typed: `runtime-endpoint`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** `critter record [flags] FILE`. */
export function usageLine(command: CommandModel): string {
  const args = command.args.map((arg) => arg.optional ? `[${arg.placeholder}]` : arg.placeholder);
  return ["critter", command.name, "[flags]", ...args].join(" ");
}
