import type { Classes } from "../compiled_filter.ts";

/** The last code point. */
export const LAST_CODE_POINT = 0x10ffff;
const NEWLINE = 10;

/** Whether a code point is one of those that `\b` looks for. */
export function isWord(codePoint: number): boolean {
  return codePoint >= 0x30 && codePoint <= 0x39 || codePoint >= 0x41 && codePoint <= 0x5a ||
    codePoint === 0x5f || codePoint >= 0x61 && codePoint <= 0x7a;
}

/**
 * Puts code points into classes.
 *
 * @param boundaries Code points before which a set of the pattern begins or ends.
 * @param signature What the pattern says of a code point: code points of one signature share a class.
 */
export function classesOf(
  boundaries: Iterable<number>,
  signature: (codePoint: number) => string,
): Classes {
  const edges = new Set([0, NEWLINE, NEWLINE + 1, 0x30, 0x3a, 0x41, 0x5b, 0x5f, 0x60, 0x61, 0x7b]);
  for (const edge of boundaries) if (edge <= LAST_CODE_POINT) edges.add(edge);
  const known = new Map<string, number>();
  const starts: number[] = [];
  const classes: number[] = [];
  const samples: number[] = [];
  for (const start of [...edges].sort((a, b) => a - b)) {
    const key = `${signature(start)}${isWord(start) ? "w" : start === NEWLINE ? "n" : ""}`;
    let id = known.get(key);
    if (id === undefined) {
      id = samples.length;
      known.set(key, id);
      samples.push(start);
    }
    if (classes.at(-1) === id) continue;
    starts.push(start);
    classes.push(id);
  }
  return { starts, classes, samples };
}

/** The class of a code point. */
export function classAt({ starts, classes }: Classes, codePoint: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? LAST_CODE_POINT) <= codePoint) low = middle;
    else high = middle;
  }
  return classes[low] ?? 0;
}
