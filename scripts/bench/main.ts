/**
 * The benchmarks: `deno task bench` prints a table, `deno task bench --json` one object.
 *
 *     main.ts [--json] [--rounds N] [--mib N]
 */

import { parseArgs } from "node:util";
import { benchDecode, type DecodeResult } from "./decode.ts";
import { growth } from "./growth.ts";
import { ratiosOf } from "./statistics.ts";
import { table } from "./table.ts";

const SEED = 20261123;
/** The last CPU: the first one serves most interrupts. */
const CPU = navigator.hardwareConcurrency - 1;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "9" },
    mib: { type: "string", default: "64" },
  },
});
const rounds = Number(values.rounds);
const bytes = Number(values.mib) << 20;
const directory = await Deno.makeTempDir();
try {
  const common = { seed: SEED, rounds, cpu: CPU, directory };
  const results = await benchDecode({ ...common, bytes, containers: 60, active: 60 });
  const grown = await growth({ ...common, bytes: bytes / 4 });
  const [c, copying, simd, scalar] = results;
  if (c === undefined || copying === undefined || simd === undefined || scalar === undefined) {
    throw new Error("Cannot compare as a peer is missing");
  }
  const many = (events: string) =>
    grown.find(({ known, from }) => known === 10_000 && from === events)?.ratio.median ?? null;
  const figures = {
    decode_ratio_to_c: simd.ratio.median,
    decode_ratio_to_c_copying: ratiosOf(simd.rounds, copying.rounds).median,
    decode_ratio_scalar_to_simd: ratiosOf(scalar.rounds, simd.rounds).median,
    decode_ratio_to_go_optimised: null,
    decode_ratio_to_go_idiomatic: null,
    decode_ratio_10000_containers: many("60 of them"),
    decode_ratio_10000_containers_all_active: many("all"),
    decode_ns: simd.event.median,
    decode_events_per_second: Math.round(1e9 / simd.event.median),
    decode_mb_per_second: Math.round(simd.rate),
  };
  const text = values.json
    ? JSON.stringify(figures)
    : [decodeTable(results), "", growthTable(grown)].join("\n");
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
} finally {
  await Deno.remove(directory, { recursive: true });
}

function decodeTable(results: readonly DecodeResult[]): string {
  const head = ["decode + label + NDJSON, one core", "ns/event", "range", "to C", "range", "MB/s"];
  return table(
    head,
    results.map(({ name, event, ratio, rate }) => [
      name,
      event.median.toFixed(1),
      `${event.least.toFixed(1)}-${event.greatest.toFixed(1)}`,
      ratio.median.toFixed(2),
      `${ratio.least.toFixed(2)}-${ratio.greatest.toFixed(2)}`,
      rate.toFixed(0),
    ]),
  );
}

function growthTable(grown: Awaited<ReturnType<typeof growth>>): string {
  const head = ["known containers", "events from", "ns/event", "range", "to 60", "C", "C to 60"];
  return table(
    head,
    grown.map(({ known, from, event, ratio, c, cRatio }) => [
      String(known),
      from,
      event.median.toFixed(1),
      `${event.least.toFixed(1)}-${event.greatest.toFixed(1)}`,
      ratio.median.toFixed(2),
      c.median.toFixed(1),
      cRatio.median.toFixed(2),
    ]),
  );
}
