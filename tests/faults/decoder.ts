/** The decoder on damaged bytes: no trap, nothing outside its memory, and the same lines as the plain one. */
import * as fc from "fast-check";
import { anyRing } from "#tests/hotpath/arbitrary.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";
import { keep, kept } from "./fuzz/corpus.ts";
import { damagedRing } from "./fuzz/damage.ts";
import { LargeRing } from "./fuzz/large_ring.ts";
import { Pair } from "./fuzz/pair.ts";
import { CLOCKS, difference } from "./fuzz/plain.ts";
import { Random } from "./fuzz/random.ts";

const SHORT_MS = 8_000;
const LONG_MS = 300_000;
/** Rings that are made anew at once; each is then damaged many times. */
const FRESH = 200;
const DAMAGED = 30;
const PROMISED_RECORDS = 1e8;
const SHORT_RECORDS = 2e6;
/** So often the same large ring is damaged anew, then it and both decoders are others. */
const EPOCH = 100;
/** One of so many large rings goes through the plain decoder too, which takes a hundred times as long. */
const PLAIN_EVERY = 100;
const MOST_FAULTS = 5;
/** Far above what a ring takes: whatever takes longer would stop the stream. */
const SLOWEST_MS = 5_000;

function* rings(seed: number): Generator<Uint8Array> {
  yield* kept();
  const random = new Random(seed);
  for (let round = 0;; round++) {
    for (const ring of fc.sample(anyRing(), { numRuns: FRESH, seed: seed + round })) {
      yield ring;
      for (let i = 0; i < DAMAGED; i++) yield damagedRing(ring, random);
    }
  }
}

/** Small rings, each through both builds and the plain decoder. */
function againstPlain({ full, seed }: Effort): Outcome {
  const end = performance.now() + (full ? LONG_MS : SHORT_MS);
  const notes: string[] = [];
  let tried = 0;
  let bytes = 0;
  for (const ring of rings(seed)) {
    const clock = CLOCKS[tried % CLOCKS.length] ?? 0n;
    tried++;
    bytes += ring.length;
    const found = difference(ring, clock);
    if (found !== undefined) {
      notes.push(`${found}, with clock ${clock}: kept as ${keep(ring, `seed${seed}-${tried}`)}`);
    }
    if (performance.now() > end || notes.length === MOST_FAULTS) break;
  }
  const wrong = notes.length;
  notes.push(`${tried} rings, ${(bytes / 1e6).toFixed(1)} MB, both builds`);
  return { tried, survived: tried - wrong, lost: 0, mislabelled: 0, unlabelled: 0, notes };
}

/** Large rings, through both builds, which keep what they know from ring to ring; a sample through the plain decoder. */
function againstTwin({ full, seed }: Effort): Outcome {
  const promised = full ? PROMISED_RECORDS : SHORT_RECORDS;
  const random = new Random(seed);
  const start = performance.now();
  const notes: string[] = [];
  let [tried, count, plain, bytes, written, slowest] = [0, 0, 0, 0, 0, 0];
  let pair = new Pair();
  let ring = new LargeRing(seed);
  while (tried < promised && notes.length < MOST_FAULTS) {
    if (count % EPOCH === EPOCH - 1) {
      written += pair.written;
      pair = new Pair();
      ring = new LargeRing(seed + count);
    }
    const records = ring.damage(random);
    const began = performance.now();
    try {
      pair.disturb(random);
      pair.consume(ring.bytes);
      slowest = Math.max(slowest, performance.now() - began);
      if (count % PLAIN_EVERY === 0) {
        plain += records;
        const found = difference(ring.bytes, CLOCKS[random.below(CLOCKS.length)] ?? 0n);
        if (found !== undefined) throw new Error(found);
      }
    } catch (error) {
      notes.push(`${error}: kept as ${keep(ring.bytes, `large-seed${seed}-${count}`)}`);
      pair = new Pair();
    }
    tried += records;
    bytes += ring.bytes.length;
    count++;
  }
  const wrong = notes.length;
  if (slowest > SLOWEST_MS) notes.push(`Cannot accept that a ring takes ${slowest.toFixed(0)} ms`);
  const seconds = (performance.now() - start) / 1000;
  notes.push(
    `${count} rings, ${gigabytes(bytes)} in, ${gigabytes(written + pair.written)} of lines, ` +
      `${(tried / seconds / 1e6).toFixed(2)} M records/s, slowest ring ${slowest.toFixed(0)} ms, ` +
      `${plain} records through the plain decoder too`,
  );
  const survived = slowest > SLOWEST_MS ? 0 : tried - wrong;
  return { tried, survived, lost: 0, mislabelled: 0, unlabelled: 0, notes };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** The faults of this file. */
export const DECODER: readonly Fault[] = [
  {
    name: "damaged records and jumping clocks in the decoder",
    run: (effort) => Promise.resolve(againstPlain(effort)),
  },
  {
    name: "damaged records by the million, both builds of the decoder",
    run: (effort) => Promise.resolve(againstTwin(effort)),
  },
];
