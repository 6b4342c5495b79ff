import { ratiosOf, type Spread, spreadOf } from "../statistics.ts";
import type { DecodeOptions } from "./decode.ts";
import { Peers } from "./peers.ts";
import { type Variant, VARIANTS } from "./variants.ts";

/** What a filter or redaction costs, beside writing every event without. */
export interface FilterCost {
  readonly variant: "none" | Variant;
  /** Nanoseconds an event, and the ratio to none, round by round. */
  readonly event: Spread;
  readonly ratio: Spread;
}

/** Decodes one stream in every variant in turn. */
export async function filterCosts(options: DecodeOptions): Promise<FilterCost[]> {
  await using peers = await Peers.make(options);
  const variants = ["none", ...Object.keys(VARIANTS) as Variant[]] as const;
  const own = variants.map((name) => peers.wasm("simd", name === "none" ? undefined : name));
  const rounds = variants.map((): number[] => []);
  for (let round = 0; round <= options.rounds; round++) {
    for (const [index, peer] of own.entries()) {
      const { nanoseconds } = await peer.order("copy");
      if (round > 0) rounds[index]?.push(nanoseconds / peers.events);
    }
  }
  return variants.map((variant, index) => ({
    variant,
    event: spreadOf(rounds[index] ?? []),
    ratio: ratiosOf(rounds[index] ?? [], rounds[0] ?? []),
  }));
}
