/** Records made at a steady rate, whatever became of them. */
export interface OpenLoopRun {
  /** Records a second that were asked for. */
  readonly rate: number;
  readonly seconds: number;
  readonly made: number;
  readonly lost: number;
}

const MILLION = 1_000_000;
/** These are always measured. */
const ALWAYS = [3 * MILLION, 5 * MILLION];
const ALL = [5, 4, 3, 2, 1].map((rate) => rate * MILLION);
/** The producer has kept to its rate when it made this share of the records. */
const KEPT_UP = 0.99;

/** Nothing was lost, and as much made as was asked for. */
export function isLossless({ rate, seconds, made, lost }: OpenLoopRun): boolean {
  return lost === 0 && made >= rate * seconds * KEPT_UP;
}

/** The highest lossless rate so far, records a second; 0 when there is none. */
export function losslessRate(runs: readonly OpenLoopRun[]): number {
  return Math.max(0, ...runs.filter(isLossless).map(({ rate }) => rate));
}

/** The rate to measure next; `undefined` when the highest lossless one of 1 to 5 million is known. */
export function nextRate(runs: readonly OpenLoopRun[]): number | undefined {
  const done = new Set(runs.map(({ rate }) => rate));
  const always = ALWAYS.find((rate) => !done.has(rate));
  if (always !== undefined) return always;
  const best = losslessRate(runs);
  return ALL.find((rate) => rate > best && !done.has(rate));
}
