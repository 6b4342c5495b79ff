import { output } from "./command.ts";
import { type Spread, spreadOf } from "./statistics.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How long a program takes that does nothing: process created to process ended, milliseconds. */
export interface StartFigures {
  /** Deno on an empty script. */
  readonly denoMs: Spread;
  /** The packed program, asked for its version. */
  readonly packedMs: Spread;
  /** By how much the second is longer, round by round. */
  readonly extraMs: Spread;
}

/** Packs critter into `directory`, which is empty, and starts it and plain Deno in turn. */
export async function benchStart(directory: string, rounds: number): Promise<StartFigures> {
  const packed = `${directory}/critter`;
  const script = `${directory}/nothing.js`;
  await output([Deno.execPath(), "run", "-A", `${ROOT}scripts/pack/pack.ts`, "--output", packed]);
  await Deno.writeTextFile(script, "");
  const commands = [[Deno.execPath(), "run", "--no-config", script], [packed, "--version"]];
  // Once before, to have the files in the page cache.
  for (const command of commands) await timed(command);
  const times = commands.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, command] of commands.entries()) times[index]?.push(await timed(command));
  }
  const [deno = [], own = []] = times;
  return {
    denoMs: spreadOf(deno),
    packedMs: spreadOf(own),
    extraMs: spreadOf(own.map((ms, round) => ms - (deno[round] ?? NaN))),
  };
}

async function timed(command: readonly string[]): Promise<number> {
  const start = performance.now();
  await output(command);
  return performance.now() - start;
}
