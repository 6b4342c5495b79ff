import { UsageError } from "../errors.ts";
import type { SelectFlags } from "./flags.ts";

/** A regular expression in Go's syntax, as crictl takes it. */
export interface Pattern {
  /** Whether any part of a text matches. */
  test(text: string): boolean;
}

/** Where a pattern was given. */
export interface PatternPlace {
  /** The flag, without dashes. */
  readonly flag: string;
  /** The command, whose help says more. */
  readonly command: string;
}

/**
 * Compiles a regular expression of Go's. JavaScript's own would take much of that syntax for another thing, in silence.
 *
 * @param given What the flag was given, where that is more than the expression.
 * @throws UsageError, as a rejection, where Go would refuse it.
 */
export async function compilePattern(
  source: string,
  { flag, command }: PatternPlace,
  given: string = source,
): Promise<Pattern> {
  const { RE2JS, RE2JSException, RE2JSSyntaxException } = await import("re2js");
  try {
    const compiled = RE2JS.compile(source);
    return { test: (text) => compiled.matcher(text).find() };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
    throw new UsageError(
      `Cannot use --${flag} as it must be a regular expression of Go's (${reason}): ${
        JSON.stringify(given)
      }; see 'critter ${command} --help'`,
    );
  }
}

/** Flags whose patterns are compiled. */
export type Compiled<Flags extends SelectFlags> = Omit<Flags, "name" | "namespace"> & {
  readonly name?: Pattern;
  readonly namespace?: Pattern;
};

/** Compiles --name and --namespace. @throws UsageError, as a rejection, as {@linkcode compilePattern}. */
export async function withPatterns<Flags extends SelectFlags>(
  { name, namespace, ...flags }: Flags,
  command: string,
): Promise<Compiled<Flags>> {
  const compile = (flag: string, source: string) => compilePattern(source, { flag, command });
  return {
    ...flags,
    ...(name === undefined ? {} : { name: await compile("name", name) }),
    ...(namespace === undefined ? {} : { namespace: await compile("namespace", namespace) }),
  };
}
