import { createHash } from "node:crypto";
import { encodeLabels } from "./files.ts";
import { Peer } from "./peer.ts";
import { ratiosOf, type Spread, spreadOf } from "./statistics.ts";
import { CLOCK_OFFSET_NS, makeStream, type StreamOptions } from "./stream.ts";

/** One way to decode, measured. */
export interface DecodeResult {
  readonly name: string;
  /** Nanoseconds of CPU an event, round by round, and their spread. */
  readonly rounds: readonly number[];
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

/** The processes that decode one stream. */
export interface DecodePeers extends AsyncDisposable {
  readonly reference: Peer;
  readonly simd: Peer;
  readonly scalar: Peer;
  /** Records that become lines. */
  readonly events: number;
}

const root = new URL("../../", import.meta.url).pathname;

/**
 * Makes a stream, builds the C reference and decodes the stream with every peer in turn, A B C A B C.
 *
 * @throws Error When the peers' lines are not the same bytes.
 */
export async function benchDecode(options: DecodeOptions): Promise<DecodeResult[]> {
  await using peers = await startPeers(options);
  const { reference, simd, scalar, events } = peers;
  await assertSameLines([reference, simd, scalar], options.directory);
  const ways = [
    { name: "C -O3, AVX2, in place", peer: reference, order: "pass" },
    { name: "C -O3, AVX2, from 256 KiB copies", peer: reference, order: "copy" },
    { name: "WebAssembly SIMD, from 256 KiB copies", peer: simd, order: "pass" },
    { name: "WebAssembly scalar, from 256 KiB copies", peer: scalar, order: "pass" },
  ];
  const nanoseconds = ways.map((): number[] => []);
  let bytes = 0;
  // The first round warms up and is not counted.
  for (let round = 0; round <= options.rounds; round++) {
    for (const [index, { peer, order }] of ways.entries()) {
      const pass = await peer.order(order);
      if (round > 0) nanoseconds[index]?.push(pass.nanoseconds / events);
      bytes = pass.bytes;
    }
  }
  return ways.map(({ name }, index) => {
    const rounds = nanoseconds[index] ?? [];
    const event = spreadOf(rounds);
    const rate = bytes / events / event.median * 1_000;
    return { name, rounds, event, ratio: ratiosOf(rounds, nanoseconds[0] ?? []), rate };
  });
}

/** Makes the stream and starts a process for each decoder. */
export async function startPeers(options: DecodeOptions): Promise<DecodePeers> {
  const { directory, cpu } = options;
  const stream = makeStream(options);
  await Deno.writeFile(`${directory}/stream`, stream.ring);
  await Deno.writeFile(`${directory}/labels`, encodeLabels(stream.labels));
  await buildReference(`${directory}/decode`);
  const files = [`${directory}/stream`, `${directory}/labels`, CLOCK_OFFSET_NS.toString()];
  const script = `${root}scripts/bench/wasm_peer.ts`;
  const wasm = [Deno.execPath(), "run", "-A", "--no-check", script, ...files];
  await using stack = new AsyncDisposableStack();
  const reference = stack.use(new Peer([`${directory}/decode`, ...files], cpu));
  const simd = stack.use(new Peer([...wasm, "simd"], cpu));
  const scalar = stack.use(new Peer([...wasm, "scalar"], cpu));
  const started = stack.move();
  return {
    reference,
    simd,
    scalar,
    events: stream.events,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
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
