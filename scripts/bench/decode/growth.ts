import { ratiosOf, type Spread, spreadOf } from "../statistics.ts";
import type { DecodeOptions } from "./decode.ts";
import type { Peer } from "./peer.ts";
import { Peers } from "./peers.ts";

/** What decoding costs with some number of known containers. */
export interface Growth {
  readonly known: number;
  /** Which of them events come from. */
  readonly from: string;
  /** Nanoseconds an event, and the ratio to 60 known containers, round by round. */
  readonly event: Spread;
  readonly ratio: Spread;
  /** The same of the C reference. */
  readonly c: Spread;
  readonly cRatio: Spread;
}

const CASES = [
  { known: 60, active: 60, from: "all" },
  { known: 10, active: 10, from: "all" },
  { known: 100, active: 100, from: "all" },
  { known: 1_000, active: 60, from: "60 of them" },
  { known: 1_000, active: 1_000, from: "all" },
  { known: 10_000, active: 60, from: "60 of them" },
  { known: 10_000, active: 10_000, from: "all" },
];

/** Decodes streams of different numbers of containers in turn, so that a slow phase of the machine falls on all. */
export async function growth(
  options: Omit<DecodeOptions, "containers" | "active">,
): Promise<Growth[]> {
  await using stack = new AsyncDisposableStack();
  const cases: { wasm: Peer; c: Peer; events: number }[] = [];
  for (const [index, { known, active }] of CASES.entries()) {
    const directory = `${options.directory}/${index}`;
    await Deno.mkdir(directory);
    const peers = stack.use(await Peers.make({ ...options, directory, containers: known, active }));
    cases.push({ wasm: peers.wasm("simd"), c: await peers.c("wide"), events: peers.events });
  }
  const wasm = CASES.map((): number[] => []);
  const c = CASES.map((): number[] => []);
  for (let round = 0; round <= options.rounds; round++) {
    for (const [index, peers] of cases.entries()) {
      const own = (await peers.wasm.order("copy")).nanoseconds / peers.events;
      const reference = (await peers.c.order("copy")).nanoseconds / peers.events;
      if (round === 0) continue;
      wasm[index]?.push(own);
      c[index]?.push(reference);
    }
  }
  return CASES.map(({ known, from }, index) => ({
    known,
    from,
    event: spreadOf(wasm[index] ?? []),
    ratio: ratiosOf(wasm[index] ?? [], wasm[0] ?? []),
    c: spreadOf(c[index] ?? []),
    cRatio: ratiosOf(c[index] ?? [], c[0] ?? []),
  }));
}
