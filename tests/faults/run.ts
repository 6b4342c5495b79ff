/**
 * The fault suite: `deno task test:faults [--full] [--seed N] [WORDS…]`. Tries every fault, or those with one of the
 * words in their name, one after another, and prints one table; exits with 1 when any of them did harm.
 */
import { parseArgs } from "node:util";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { isRoot } from "#tests/host/requirements.ts";
import { ANSWERS } from "./answers.ts";
import { CHURN } from "./churn.ts";
import { CLOCKS } from "./clocks.ts";
import { DECODER } from "./decoder.ts";
import { EARLY } from "./early.ts";
import { ENDS } from "./ends.ts";
import { type Effort, type Fault, isFine, type Outcome } from "./fault.ts";
import { REUSE } from "./reuse.ts";
import { RUNTIMES } from "./runtimes.ts";
import { SELF } from "./self.ts";
import { SINKS } from "./sinks.ts";
import { SOAK } from "./soak.ts";
import { WIRE } from "./wire.ts";
import { WORKLOADS } from "./workloads.ts";

const FAULTS: readonly Fault[] = [
  ...CHURN,
  ...REUSE,
  ...RUNTIMES,
  ...ANSWERS,
  ...WIRE,
  ...ENDS,
  ...SINKS,
  ...SELF,
  ...EARLY,
  ...WORKLOADS,
  ...CLOCKS,
  ...DECODER,
  ...SOAK,
];

const encoder = new TextEncoder();

function print(text: string): void {
  Deno.stdout.writeSync(encoder.encode(`${text}\n`));
}

async function attempt(fault: Fault, effort: Effort): Promise<Outcome> {
  try {
    return await fault.run(effort);
  } catch (error) {
    const notes = [error instanceof Error ? error.stack ?? error.message : String(error)];
    return { tried: 1, survived: 0, lost: 0, mislabelled: 0, unlabelled: 0, notes };
  }
}

function row(name: string, cells: readonly (number | string)[], seconds: string): string {
  return [name.padEnd(62), ...cells.map((cell) => String(cell).padStart(9)), seconds.padStart(8)]
    .join(" ");
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      full: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
    },
  });
  if (!isRoot()) throw new Error("Cannot try faults as it needs root; run the suite as root");
  const effort: Effort = { full: values.full, seed: Number(values.seed) };
  const unknown = positionals.find((word) => !FAULTS.some(({ name }) => name.includes(word)));
  if (unknown !== undefined) {
    throw new Error(`Cannot try "${unknown}" as no fault has it in its name`);
  }
  const chosen = FAULTS.filter(({ name, slow }) =>
    positionals.length === 0
      ? effort.full || slow !== true
      : positionals.some((word) => name.includes(word))
  );
  print(row("fault", ["tried", "survived", "lost", "mislabel", "unlabel"], "time"));
  const harmful: string[] = [];
  for (const fault of chosen) {
    const start = performance.now();
    const outcome = await attempt(fault, effort);
    const { tried, survived, lost, mislabelled, unlabelled } = outcome;
    const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    const lines = [
      row(fault.name, [tried, survived, lost, mislabelled, unlabelled], seconds),
      ...outcome.notes.map((note) => `    ${note}`),
    ].join("\n");
    print(lines);
    if (!isFine(outcome)) harmful.push(lines);
  }
  // Again at the end, where somebody looks first.
  if (harmful.length > 0) print(`\nFailed:\n${harmful.join("\n")}\n`);
  print(
    `${chosen.length - harmful.length} passed, ${harmful.length} failed (seed ${effort.seed})`,
  );
  return harmful.length === 0;
}

// Whatever the faults leave behind would be below this folder.
const folder = Deno.env.get("TMPDIR") === undefined ? makePlace("faults") : undefined;
if (folder !== undefined) Deno.env.set("TMPDIR", folder);
let fine = false;
try {
  fine = await main();
} finally {
  if (folder !== undefined) await removePlace(folder);
}
Deno.exit(fine ? 0 : 1);
