/** Median, least and greatest of some numbers. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** The spread of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? NaN;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1
    ? at(Math.floor(middle))
    : (at(middle - 1) + at(middle)) / 2;
  return { median, least: at(0), greatest: at(sorted.length - 1) };
}

/** Round by round `a / b`, so that a slow phase of the machine falls on both. */
export function ratiosOf(a: readonly number[], b: readonly number[]): Spread {
  return spreadOf(a.map((value, round) => value / (b[round] ?? NaN)));
}
