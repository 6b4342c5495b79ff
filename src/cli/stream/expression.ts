import type { CompiledFilter } from "#filter/compiled_filter.ts";
import { errorSentence, UsageError } from "../errors.ts";
import type { ExpressionFlags } from "./flags.ts";

/**
 * Compiles what --filter and --filter-file say; undefined where none is given. The compiler is loaded where one is.
 *
 * @throws UsageError, as a rejection, where an expression cannot be used.
 */
export async function compiledExpression(
  { filter, filterFile }: ExpressionFlags,
): Promise<CompiledFilter | undefined> {
  if (filter.length + filterFile.length === 0) return undefined;
  const texts = [
    ...filter.map((text) => ({ flag: "--filter", text })),
    ...filterFile.map((path) => ({
      flag: `--filter-file ${JSON.stringify(path)}`,
      text: read(path),
    })),
  ];
  const { compileFilter } = await import("#filter/compile/compile_filter.ts");
  for (const { flag, text } of texts) refused(flag, () => compileFilter([text]));
  return refused("--filter", () => compileFilter(texts.map(({ text }) => text)));
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new UsageError(
      `Cannot use --filter-file as it must be readable: ${errorSentence(error)}`,
    );
  }
}

function refused<T>(flag: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof Error) || !("excerpt" in error)) throw error;
    throw new UsageError(`Cannot use ${flag} as ${error.message}`, String(error.excerpt));
  }
}
