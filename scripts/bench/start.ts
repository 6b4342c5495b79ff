import { type InDenoStarts, inDenoStarts, timed } from "./deno_start.ts";

/** How long the packed program takes to do nothing, process created to process ended, and how large it is. */
export interface StartFigures {
  /** The packed program, asked for its version. */
  readonly version: InDenoStarts;
  /** The packed file's size, 10^6 bytes. */
  readonly packedMb: number;
  /** What of that is not Deno. */
  readonly addedMb: number;
}

/** Starts the packed program and plain Deno in turn. */
export async function benchStart(packed: string, rounds: number): Promise<StartFigures> {
  const { size } = await Deno.stat(packed);
  return {
    version: await inDenoStarts(rounds, () => timed([packed, "--version"])),
    packedMb: size / 1e6,
    addedMb: (size - (await Deno.stat(Deno.execPath())).size) / 1e6,
  };
}
