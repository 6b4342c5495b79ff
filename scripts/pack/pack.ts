/**
 * Packs Deno and critter into one executable: `deno task pack`. Its bill of materials (FILE.cdx.json) and the checksums
 * (sha256sums) are written beside it.
 *
 *     deno task pack                        dist/critter for this machine, of the Deno that runs the task
 *     deno task pack --deno FILE            of another Deno of the same version, for instance aarch64's
 *     deno task pack --output FILE
 *
 * @module
 */

import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.ts";
import { addEntrySegment, machineOf } from "./elf.ts";
import { packedInvocation } from "./invocation.ts";
import { encodeSegment, type Invocation } from "./layout.ts";
import { PROLOGUES } from "./prologue.ts";
import { DENO_VERSION } from "./run_deno.ts";
import { sbom } from "./sbom.ts";
import { writeSums } from "./sums.ts";

const DENO_USER_AGENT = `Deno/${DENO_VERSION}`;

/** Makes the executable of a Deno and the script. */
export function pack(
  deno: Uint8Array,
  script: Uint8Array,
  invocation: Invocation = packedInvocation(),
): Uint8Array<ArrayBuffer> {
  requireVersion(deno);
  const prologue = Uint8Array.fromBase64(PROLOGUES[machineOf(deno)]);
  return addEntrySegment(
    deno,
    (addresses) => encodeSegment({ prologue, script, invocation, ...addresses }),
  );
}

/** The file itself is asked, as it may be for another processor. */
function requireVersion(deno: Uint8Array): void {
  const bytes = new TextDecoder("latin1");
  const window = 1 << 20;
  for (let at = 0; at < deno.length; at += window) {
    const text = bytes.decode(deno.subarray(at, at + window + DENO_USER_AGENT.length));
    if (text.includes(DENO_USER_AGENT)) return;
  }
  throw new Error(
    `Cannot pack this Deno as it must be version ${DENO_VERSION}; give it with --deno`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      deno: { type: "string", default: Deno.execPath() },
      output: { type: "string", default: "dist/critter" },
    },
  });
  const packed = pack(Deno.readFileSync(values.deno), bundle());
  // A new file: the old one may be running.
  const part = `${values.output}.part`;
  Deno.writeFileSync(part, packed, { mode: 0o755 });
  Deno.chmodSync(part, 0o755);
  Deno.renameSync(part, values.output);
  Deno.writeTextFileSync(`${values.output}.cdx.json`, sbom());
  await writeSums(dirname(values.output));
  const megabytes = (packed.length / 1e6).toFixed(1);
  say(`${values.output}: ${megabytes} MB`);
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  Deno.chdir(new URL("../..", import.meta.url));
  try {
    await main();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
