import { output } from "./command.ts";
import { type Spread, spreadOf } from "./statistics.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How long a program takes that does nothing, process created to process ended, and how large it is. */
export interface StartFigures {
  /** Deno on an empty script, milliseconds. */
  readonly denoMs: Spread;
  /** The packed program, asked for its version. */
  readonly packedMs: Spread;
  /** By how much the second is longer, round by round. */
  readonly extraMs: Spread;
  /** The packed file's size, 10^6 bytes. */
  readonly packedMb: number;
  /** What of that is not Deno. */
  readonly addedMb: number;
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
  const { size } = await Deno.stat(packed);
  return {
    packedMb: size / 1e6,
    addedMb: (size - (await Deno.stat(Deno.execPath())).size) / 1e6,
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
