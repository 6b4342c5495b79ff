import type { Redaction } from "#hotpath/types.ts";
import type { PipelineIo } from "#pipeline/options.ts";
import { errorSentence, UsageError } from "../errors.ts";
import type { RedactionFlags } from "./flags.ts";

/**
 * What is masked; undefined: nothing, which is said once. Patterns are compiled where there are any.
 *
 * @throws UsageError, as a rejection, where one is none, or a file cannot be read.
 */
export async function redactionOf(
  { redact, redactFile, noRedact }: RedactionFlags,
): Promise<Redaction | undefined> {
  if (noRedact) {
    if (redact.length + redactFile.length === 0) return undefined;
    throw new UsageError("Cannot use --redact as --no-redact masks nothing; leave one of them out");
  }
  const patterns = [...redact, ...redactFile.flatMap(linesOf)];
  if (patterns.length === 0) return { automata: [] };
  const { compileAutomaton, PatternError } = await import("#filter/regex/compile.ts");
  const { automatonBytes } = await import("#filter/program/automaton_bytes.ts");
  const automata = patterns.map((pattern) => {
    try {
      return automatonBytes(compileAutomaton(pattern));
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      throw new UsageError(`Cannot use --redact as ${error.message}: ${JSON.stringify(pattern)}`);
    }
  });
  const bytes = automata.reduce((sum, one) => sum + one.length, 0);
  if (bytes <= AUTOMATA_BYTES) return { automata };
  throw new UsageError(
    `Cannot use --redact as its patterns must be simpler or fewer: their automata take ${bytes} bytes of ${AUTOMATA_BYTES}`,
  );
}

/** Less than the hot path has room for, as their places are there too. */
const AUTOMATA_BYTES = 1 << 20;

/** Says once that nothing is masked. */
export function tellRedaction(redaction: Redaction | undefined, io: PipelineIo): void {
  if (redaction === undefined) {
    io.stderr("arguments are left as they are, secrets included (--no-redact)");
  }
}

function linesOf(path: string): string[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    throw new UsageError(
      `Cannot use --redact-file as it must be readable: ${errorSentence(error)}`,
    );
  }
  return text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
}
