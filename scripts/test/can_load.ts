/** Exit code 0 when this kernel takes critter's programs; else one line on stderr says why not. */
import { noKernel } from "#tests/host/kernel.ts";

if (noKernel !== undefined) {
  await Deno.stderr.write(new TextEncoder().encode(`${noKernel}\n`));
  Deno.exit(1);
}
