import { output } from "./command.ts";
import { ratiosOf, type Spread, spreadOf } from "./statistics.ts";

/** How long something took, and how often Deno itself could have started in that time. */
export interface InDenoStarts {
  /** Milliseconds. */
  readonly ms: Spread;
  /** Multiples of Deno's own start, round by round. */
  readonly ratio: Spread;
  /** Deno's own start, milliseconds. */
  readonly denoMs: Spread;
  /** By how much it is longer than that, round by round. */
  readonly extraMs: Spread;
}

/** Deno's own start: on an empty script, process created to process ended, milliseconds. */
export async function denoStartMs(): Promise<number> {
  return await timed([Deno.execPath(), "run", "--no-config", "--ext=js", "/dev/null"]);
}

/** A command from process created to process ended, milliseconds. */
export async function timed(command: readonly string[]): Promise<number> {
  const start = performance.now();
  await output(command);
  return performance.now() - start;
}

/** Measures something and Deno's own start in turn, so that a slow phase of the machine falls on both. */
export async function inDenoStarts(
  rounds: number,
  measure: () => Promise<number>,
): Promise<InDenoStarts> {
  const [deno, own]: [number[], number[]] = [[], []];
  // The first run of each reads what is in no cache yet.
  for (let round = -1; round < rounds; round++) {
    const [one, other] = [await denoStartMs(), await measure()];
    if (round < 0) continue;
    deno.push(one);
    own.push(other);
  }
  return {
    ms: spreadOf(own),
    ratio: ratiosOf(own, deno),
    denoMs: spreadOf(deno),
    extraMs: spreadOf(own.map((ms, round) => ms - (deno[round] ?? NaN))),
  };
}
