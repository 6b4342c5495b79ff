/** Exit code 0 when this kernel takes critter's programs; else one line on stderr says why not. */
import { KernelPrograms } from "#kernel/programs.ts";

const RING_BYTES = 65536;
const encoder = new TextEncoder();
try {
  KernelPrograms.load({ ringBytes: RING_BYTES })[Symbol.dispose]();
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  await Deno.stderr.write(encoder.encode(`${text}\n`));
  Deno.exit(1);
}
