import { FilterSyntaxError } from "./syntax_error.ts";

/** A pattern for a whole name, read by {@link parseGlob}; plain data. */
export type Glob = readonly GlobPart[];

/** What one part of a pattern stands for. */
export type GlobPart =
  /** `*`: any characters, none too. */
  | { readonly kind: "many" }
  /** `?`: any one character. */
  | { readonly kind: "one" }
  /** The character itself. */
  | { readonly kind: "literal"; readonly character: string }
  /** `[a-z_]`: one of the ranges; `[!a-z]` or `[^a-z]`: none of them. */
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly Range[] };

/** First and last character, both included. */
type Range = readonly [first: string, last: string];

/**
 * Reads a pattern: `*`, `?` and `[…]` as in a shell, every other character stands for itself.
 *
 * @throws FilterSyntaxError When a `[` is not closed or a range runs backwards.
 */
export function parseGlob(text: string): Glob {
  const characters = [...text];
  const parts: GlobPart[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") {
      if (parts.at(-1)?.kind !== "many") parts.push({ kind: "many" });
    } else if (character === "?") parts.push({ kind: "one" });
    else if (character === "[") {
      const end = setEnd(characters, at);
      parts.push(parseSet(characters.slice(at + 1, end)));
      at = end;
    } else parts.push({ kind: "literal", character });
  }
  return parts;
}

/** Whether the pattern matches all of the text. Takes time of pattern times text at most. */
export function matchesGlob(glob: Glob, text: string): boolean {
  const characters = [...text];
  let part = 0;
  let at = 0;
  let afterStar = -1;
  let starEnd = 0;
  while (at < characters.length) {
    const wanted = glob[part];
    if (wanted?.kind === "many") {
      afterStar = ++part;
      starEnd = at;
    } else if (wanted !== undefined && matchesOne(wanted, characters[at] ?? "")) {
      part++;
      at++;
    } else if (afterStar >= 0) {
      // Only the last star needs to give way: what is before it matches already.
      part = afterStar;
      at = ++starEnd;
    } else return false;
  }
  if (glob[part]?.kind === "many") part++;
  return part === glob.length;
}

function matchesOne(part: GlobPart, character: string): boolean {
  switch (part.kind) {
    case "many":
    case "one":
      return true;
    case "literal":
      return part.character === character;
    case "set": {
      const code = codePoint(character);
      const inside = part.ranges.some(([first, last]) =>
        codePoint(first) <= code && code <= codePoint(last)
      );
      return inside !== part.negated;
    }
  }
}

/** Where the set that opens at `at` is closed; a `]` at its very beginning is one of its characters. */
function setEnd(characters: readonly string[], at: number): number {
  const first = isNegation(characters[at + 1]) ? at + 2 : at + 1;
  const end = characters.indexOf("]", first + 1);
  if (end < 0) throw new FilterSyntaxError("it must close every [ with a ]");
  return end;
}

function parseSet(inside: readonly string[]): GlobPart {
  const negated = isNegation(inside[0]);
  const ranges: Range[] = [];
  for (let at = negated ? 1 : 0; at < inside.length; at++) {
    const first = inside[at] ?? "";
    const last = inside[at + 2];
    if (inside[at + 1] !== "-" || last === undefined) {
      ranges.push([first, first]);
      continue;
    }
    if (codePoint(last) < codePoint(first)) {
      throw new FilterSyntaxError(`its range ${first}-${last} must not run backwards`);
    }
    ranges.push([first, last]);
    at += 2;
  }
  return { kind: "set", negated, ranges };
}

function isNegation(character: string | undefined): boolean {
  return character === "!" || character === "^";
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
