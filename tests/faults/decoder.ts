/** The decoder on damaged bytes: no trap, nothing outside its memory, and the same lines as the plain one. */
import * as fc from "fast-check";
import { HOT_SCALAR_WASM } from "../../src/hotpath/gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "../../src/hotpath/gen/hot_wasm.ts";
import { HotPath } from "#hotpath/hot_path.ts";
import type { HotPathOptions } from "#hotpath/types.ts";
import { anyRing } from "#tests/hotpath/arbitrary.ts";
import { drain, drive } from "#tests/hotpath/drive.ts";
import { PlainHotPath } from "#tests/hotpath/plain_hot_path.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";

const CORPUS = new URL("corpus/", import.meta.url).pathname;
const OPTIONS: HotPathOptions = { holdLimitNs: 0n, types: 0b11110, includeHost: true };
const FRAGMENT = ',"label_state":"resolved"}\n';
const SHORT_MS = 10_000;
const LONG_MS = 300_000;
/** Rings that are made anew at once; each is then damaged many times. */
const FRESH = 200;
const DAMAGED = 30;
/** Wall clocks that jump to the ends of what 64 bits hold, and to before 1970. */
const CLOCKS = [
  0n,
  1_700_000_000_000_000_000n,
  -1n,
  -(2n ** 63n),
  2n ** 63n - 1n,
  2n ** 62n,
];

/** xorshift32: the same bytes for the same seed. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
}

function damage(ring: Uint8Array, random: Random): Uint8Array {
  const bytes = ring.slice();
  for (let times = random.below(4); times >= 0 && bytes.length > 0; times--) {
    const at = random.below(bytes.length);
    switch (random.below(4)) {
      case 0:
        bytes[at] = random.below(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 2:
        bytes.fill(random.below(256), at, at + random.below(16));
        break;
      case 3:
        bytes.copyWithin(at, random.below(bytes.length), random.below(bytes.length));
    }
  }
  return bytes;
}

/** What differs between the builds and the plain decoder on these bytes; undefined when nothing does. */
function difference(ring: Uint8Array, clock: bigint): string | undefined {
  const plain = new PlainHotPath(OPTIONS);
  plain.setClockOffset(clock);
  const command = { kind: "final", cgroup: 1n, host: false, fragment: FRAGMENT } as const;
  plain.apply(command);
  plain.consume(ring);
  plain.releaseAll();
  plain.flush();
  for (const [build, wasm] of Object.entries({ simd: HOT_WASM, scalar: HOT_SCALAR_WASM })) {
    try {
      const hot = HotPath.create(OPTIONS, wasm);
      hot.setClockOffset(clock);
      hot.apply(command);
      const { bytes } = drive(hot, ring);
      hot.releaseAll();
      const text = decode(bytes) + decode(drain(hot));
      if (text !== plain.output) return `${build} writes other lines`;
      for (const line of text.split("\n").slice(0, -1)) JSON.parse(line);
    } catch (error) {
      return `${build}: ${error}`;
    }
  }
  return undefined;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

async function* rings(seed: number): AsyncGenerator<Uint8Array> {
  for (const { name } of Deno.readDirSync(CORPUS)) {
    if (name.endsWith(".ring")) yield await Deno.readFile(CORPUS + name);
  }
  const random = new Random(seed);
  for (let round = 0;; round++) {
    const fresh = fc.sample(anyRing(), { numRuns: FRESH, seed: seed + round });
    for (const ring of fresh) {
      yield ring;
      for (let i = 0; i < DAMAGED; i++) yield damage(ring, random);
    }
  }
}

async function fuzz({ full, seed }: Effort): Promise<Outcome> {
  const end = performance.now() + (full ? LONG_MS : SHORT_MS);
  const notes: string[] = [];
  let tried = 0;
  let wrong = 0;
  let bytes = 0;
  for await (const ring of rings(seed)) {
    const clock = CLOCKS[tried % CLOCKS.length] ?? 0n;
    tried++;
    bytes += ring.length;
    const found = difference(ring, clock);
    if (found !== undefined) {
      wrong++;
      // Kept, so that every later run begins with it.
      const file = `${CORPUS}seed${seed}-${tried}.ring`;
      await Deno.writeFile(file, ring);
      notes.push(`${found}, with clock ${clock}: kept as ${file}`);
      if (wrong > 5) break;
    }
    if (performance.now() > end) break;
  }
  notes.push(`${tried} rings, ${(bytes / 1e6).toFixed(1)} MB, both builds`);
  return { tried, survived: tried - wrong, lost: 0, mislabelled: 0, unlabelled: 0, notes };
}

/** The faults of this file. */
export const DECODER: readonly Fault[] = [
  { name: "damaged records and jumping clocks in the decoder", run: fuzz },
];
