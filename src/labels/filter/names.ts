import { type Glob, matchesGlob, parseGlob } from "./glob.ts";
import { FilterSyntaxError } from "./syntax_error.ts";

/** A name or glob of a --namespace, --pod or --container; plain data. */
export interface NamePattern {
  /** As it was written, `!` included. */
  readonly text: string;
  /** Written with a `!` before it: names that match are turned away. */
  readonly excludes: boolean;
  /** What it matches. */
  readonly glob: Glob;
}

/**
 * Reads names and globs separated by commas, each perhaps with a `!` before it.
 *
 * @throws FilterSyntaxError When one of them is empty or no glob.
 */
export function parseNamePatterns(text: string): readonly NamePattern[] {
  return text.split(",").map((part) => {
    const pattern = part.trim();
    const excludes = pattern.startsWith("!");
    const name = excludes ? pattern.slice(1) : pattern;
    if (name === "") {
      throw new FilterSyntaxError(
        "it must be names or globs separated by commas, none of them empty",
      );
    }
    return { text: pattern, excludes, glob: parseGlob(name) };
  });
}

/**
 * Whether a name passes: no `!` pattern matches it, and one of the others does where there are any. What has no name
 * matches no pattern: it fails what asks for a name and passes what excludes names.
 */
export function passesNames(patterns: readonly NamePattern[], name: string | undefined): boolean {
  const matching = name === undefined ? [] : patterns.filter(({ glob }) => matchesGlob(glob, name));
  if (matching.some(({ excludes }) => excludes)) return false;
  return matching.length > 0 || patterns.every(({ excludes }) => excludes);
}
