import { createHash } from "node:crypto";
import { encodeLabels } from "./files.ts";
import { Peer } from "./peer.ts";
import { ratiosOf, type Spread, spreadOf } from "./statistics.ts";
import { CLOCK_OFFSET_NS, makeStream, type StreamOptions } from "./stream.ts";

/** One way to decode, measured. */
export interface DecodeResult {
  readonly name: string;
  /** Nanoseconds an event. */
  readonly event: Spread;
  /** To C that decodes in place, round by round. */
  readonly ratio: Spread;
  /** NDJSON written, MB/s. */
  readonly rate: number;
}

/** Settings of the decode benchmark. */
export interface DecodeOptions extends StreamOptions {
  readonly rounds: number;
  /** Where the peers run; anywhere when absent. */
  readonly cpu?: number;
  /** Directory for the stream, the labels and the built reference. */
  readonly directory: string;
}

const root = new URL("../../", import.meta.url).pathname;

/**
 * Builds the C reference and decodes one stream with every peer in turn, A B C A B C.
 *
 * @throws Error When the peers' lines are not the same bytes.
 */
export async function benchDecode(options: DecodeOptions): Promise<DecodeResult[]> {
  const { directory } = options;
  const stream = makeStream(options);
  await Deno.writeFile(`${directory}/stream`, stream.ring);
  await Deno.writeFile(`${directory}/labels`, encodeLabels(stream.labels));
  await buildReference(`${directory}/decode`);
  const files = [`${directory}/stream`, `${directory}/labels`, CLOCK_OFFSET_NS.toString()];
  const peerScript = `${root}scripts/bench/wasm_peer.ts`;
  const wasm = [Deno.execPath(), "run", "-A", "--no-check", peerScript, ...files];
  await using c = new Peer([`${directory}/decode`, ...files], options.cpu);
  await using simd = new Peer([...wasm, "simd"], options.cpu);
  await using scalar = new Peer([...wasm, "scalar"], options.cpu);
  await assertSameLines([c, simd, scalar], directory);
  const peers = [
    { name: "C -O3, AVX2, in place", peer: c, order: "pass" },
    { name: "C -O3, AVX2, from 256 KiB copies", peer: c, order: "copy" },
    { name: "WebAssembly SIMD, from 256 KiB copies", peer: simd, order: "pass" },
    { name: "WebAssembly scalar, from 256 KiB copies", peer: scalar, order: "pass" },
  ];
  const nanoseconds = peers.map((): number[] => []);
  let bytes = 0;
  // The first round warms up and is not counted.
  for (let round = 0; round <= options.rounds; round++) {
    for (const [index, { peer, order }] of peers.entries()) {
      const pass = await peer.order(order);
      if (round > 0) nanoseconds[index]?.push(pass.nanoseconds / stream.events);
      bytes = pass.bytes;
    }
  }
  const [reference = []] = nanoseconds;
  return peers.map(({ name }, index) => {
    const own = nanoseconds[index] ?? [];
    const event = spreadOf(own);
    const rate = bytes / stream.events / event.median * 1_000;
    return { name, event, ratio: ratiosOf(own, reference), rate };
  });
}

async function buildReference(path: string): Promise<void> {
  const args = ["-O3", "-march=x86-64-v3", "-Wall", "-o", path, `${root}scripts/bench/decode.c`];
  const { success } = await new Deno.Command("gcc", { args, stderr: "inherit" }).output();
  if (!success) throw new Error("Cannot build the C reference as gcc failed");
}

async function assertSameLines(peers: readonly Peer[], directory: string): Promise<void> {
  const hashes = new Set<string>();
  for (const peer of peers) {
    const path = `${directory}/lines`;
    await peer.order(`dump ${path}`);
    const hash = createHash("sha256");
    using file = await Deno.open(path);
    for await (const chunk of file.readable) hash.update(chunk);
    hashes.add(hash.digest("hex"));
    await Deno.remove(path);
  }
  if (hashes.size !== 1) {
    throw new Error("Cannot compare the peers as their lines are not the same bytes");
  }
}
