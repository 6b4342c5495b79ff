import {
  buildCommand,
  type Command,
  type CommandFunctionLoader,
  type TypedCommandParameters,
} from "@stricli/core";
import type { CliHost } from "./host.ts";

/** A command line that does something useful, and what it does. */
export interface Example {
  /** What it does. */
  readonly text: string;
  /** The line to type. */
  readonly command: string;
}

/** What help, README, completions and the man page say about a command beside its parameters. */
export interface CommandTexts {
  /** One line: what it does, without a full stop. */
  readonly brief: string;
  /** Paragraphs, each a line of its own. */
  readonly description: readonly string[];
  /** At least one. */
  readonly examples: readonly Example[];
}

/** A command with its texts: the one source that everything about the command line is made from. */
export interface CommandDefinition {
  /** What Stricli parses and runs. */
  readonly command: Command<CliHost>;
  /** What people read. */
  readonly texts: CommandTexts;
}

/** Builds a command whose implementation is loaded when it runs. */
export function defineCommand<
  const FLAGS extends Readonly<Partial<Record<keyof FLAGS, unknown>>>,
  const ARGS extends readonly unknown[] = [],
>(
  texts: CommandTexts,
  builder: {
    readonly loader: CommandFunctionLoader<FLAGS, ARGS, CliHost>;
    readonly parameters: TypedCommandParameters<FLAGS, ARGS, CliHost>;
  },
): CommandDefinition {
  const docs = { brief: texts.brief, fullDescription: texts.description.join("\n\n") };
  return { command: buildCommand<FLAGS, ARGS, CliHost>({ ...builder, docs }), texts };
}
