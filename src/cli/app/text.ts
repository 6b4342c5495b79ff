import {
  AliasNotFoundError,
  type ApplicationText,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  InvalidNegatedFlagSyntaxError,
  text_en,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { errorSentence } from "../errors.ts";
import { ValueError } from "../parsers.ts";

/**
 * What is said when a command line can't be understood. `command` is the first word of the command line; values name
 * the flag, the rule and what was given.
 */
export function applicationText(command: string | undefined): ApplicationText {
  const hint = `see 'critter ${command === undefined ? "" : `${command} `}--help'`;
  const failed = (error: unknown) => `critter: ${errorSentence(error)}`;
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) => {
      const names = corrections.map((name) => name.replaceAll("`", ""));
      return `critter: Cannot run ${JSON.stringify(input)} as there is no such command; ${
        suggestion(names) ?? "see 'critter --help'"
      }`;
    },
    exceptionWhileParsingArguments: (error) => `critter: ${usageSentence(error, hint)}`,
    exceptionWhileLoadingCommandFunction: failed,
    exceptionWhileLoadingCommandContext: failed,
    exceptionWhileRunningCommand: failed,
    exceptionWhileRunningIntegrationFlag: ({ exception }) => failed(exception),
    exceptionWhileRunningIntegrationHook: ({ exception }) => failed(exception),
    commandErrorResult: failed,
  };
}

function usageSentence(error: unknown, hint: string): string {
  if (error instanceof FlagNotFoundError) {
    const flags = error.corrections.map((name) => `--${name}`);
    return `Cannot use --${error.input} as there is no such flag; ${suggestion(flags) ?? hint}`;
  }
  if (error instanceof AliasNotFoundError) {
    return `Cannot use -${error.input} as there is no such flag; ${hint}`;
  }
  if (error instanceof ArgumentParseError) {
    const { externalFlagNameOrPlaceholder: name, input, exception } = error;
    // Only the parser of boolean flags throws anything else.
    const rule = exception instanceof ValueError ? exception.message : "it must be true or false";
    const what = name === name.toUpperCase() ? name : `--${name}`;
    return `Cannot use ${what} as ${rule}: ${JSON.stringify(input)}; ${hint}`;
  }
  if (error instanceof EnumValidationError) {
    const { externalFlagName: name, input, values } = error;
    const rule = `it must be one of ${values.join(", ")}`;
    return `Cannot use --${name} as ${rule}: ${JSON.stringify(input)}; ${hint}`;
  }
  if (error instanceof UnsatisfiedFlagError) {
    return `Cannot use --${error.externalFlagName} as it needs a value; ${hint}`;
  }
  if (error instanceof InvalidNegatedFlagSyntaxError) {
    return `Cannot use --${error.externalFlagName} as it takes no value: ${
      JSON.stringify(error.valueText)
    }; ${hint}`;
  }
  if (error instanceof UnexpectedPositionalError) {
    const { expectedCount: count, input } = error;
    const rule = count === 0
      ? "it takes no arguments"
      : `it takes ${count} ${count === 1 ? "argument" : "arguments"}`;
    return `Cannot run the command as ${rule}: ${JSON.stringify(input)}; ${hint}`;
  }
  if (error instanceof UnsatisfiedPositionalError) {
    return `Cannot run the command as it needs ${error.placeholder.toUpperCase()}; ${hint}`;
  }
  return errorSentence(error);
}

function suggestion(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `did you mean ${names.join(" or ")}?`;
}
