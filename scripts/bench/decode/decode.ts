import type { Peer } from "./peer.ts";
import { type PeerOptions, Peers } from "./peers.ts";
import { assertSameLines } from "./same_lines.ts";
import { ratiosOf, type Spread, spreadOf } from "../statistics.ts";

/** Ways to decode: all from 256 KiB copies of the stream but "c", which reads it where it lies. */
export type DecodeWay =
  | "c"
  | "c_copying"
  | "c_narrow_copying"
  | "wasm"
  | "wasm_scalar"
  | "go_optimised"
  | "go_idiomatic";

/** One way to decode, measured. */
export interface DecodeResult {
  readonly way: DecodeWay;
  /** Nanoseconds of CPU an event, round by round, and their spread. */
  readonly rounds: readonly number[];
  readonly event: Spread;
  /** To the reference that gets its bytes the same way, round by round. */
  readonly ratio: Spread;
  /** NDJSON written, MB/s. */
  readonly rate: number;
}

/** Settings of the decode benchmark. */
export interface DecodeOptions extends PeerOptions {
  readonly rounds: number;
}

/** The reference that gets its bytes in the same way. */
const LIKE: Readonly<Record<DecodeWay, DecodeWay>> = {
  c: "c",
  c_copying: "c_copying",
  c_narrow_copying: "c_copying",
  wasm: "c_copying",
  wasm_scalar: "c_copying",
  go_optimised: "c_copying",
  go_idiomatic: "c_copying",
};

interface Contender {
  readonly way: DecodeWay;
  readonly peer: Peer;
  readonly order: "pass" | "copy";
}

/**
 * Makes a stream, builds the peers and decodes the stream with each in turn, A B C A B C.
 *
 * @throws Error When the peers' lines are not the same.
 */
export async function benchDecode(options: DecodeOptions): Promise<DecodeResult[]> {
  await using peers = await Peers.make(options);
  const contenders = await startAll(peers, options.directory);
  const rounds = new Map(contenders.map(({ way }) => [way, [] as number[]]));
  let bytes = 0;
  // The first round warms up and is not counted.
  for (let round = 0; round <= options.rounds; round++) {
    for (const { way, peer, order } of contenders) {
      const pass = await peer.order(order);
      if (round > 0) rounds.get(way)?.push(pass.nanoseconds / peers.events);
      if (way === "c") bytes = pass.bytes;
    }
  }
  return contenders.map(({ way }) => {
    const own = rounds.get(way) ?? [];
    const event = spreadOf(own);
    const rate = bytes / peers.events / event.median * 1_000;
    return { way, rounds: own, event, ratio: ratiosOf(own, rounds.get(LIKE[way]) ?? []), rate };
  });
}

async function startAll(peers: Peers, directory: string): Promise<Contender[]> {
  const reference = await peers.c("wide");
  const narrow = await peers.c("narrow");
  const simd = peers.wasm("simd");
  const scalar = peers.wasm("scalar");
  const optimised = await peers.go("optimised");
  const idiomatic = await peers.go("idiomatic");
  const exact = [reference, narrow, simd, scalar, optimised].filter((peer) => peer !== undefined);
  await assertSameLines({ exact, alike: idiomatic, directory });
  const ways: [DecodeWay, Peer | undefined, "pass" | "copy"][] = [
    ["c", reference, "pass"],
    ["c_copying", reference, "copy"],
    ["c_narrow_copying", narrow, "copy"],
    ["wasm", simd, "copy"],
    ["wasm_scalar", scalar, "copy"],
    ["go_optimised", optimised, "copy"],
    ["go_idiomatic", idiomatic, "copy"],
  ];
  return ways.flatMap(([way, peer, order]) => peer === undefined ? [] : [{ way, peer, order }]);
}
