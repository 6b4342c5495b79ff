import * as fc from "fast-check";
import * as layout from "../../../wasm/layout.ts";
import * as wire from "#wire";
import { anyFrame } from "#tests/hotpath/arbitrary.ts";
import { damageRecord } from "./damage.ts";
import type { Random } from "./random.ts";

const LENGTH_BITS = 0x3fff_ffff;
const SAMPLE = 250;

/** As many records as the decoder takes at once, to be damaged again and again. */
export class LargeRing {
  /** The damaged bytes. */
  readonly bytes: Uint8Array;
  readonly #whole: Uint8Array;
  readonly #frames: readonly { readonly from: number; readonly to: number }[];

  /** Records of every type, hostile strings in them; the same for the same seed. */
  constructor(seed: number) {
    const whole = new Uint8Array(layout.INPUT_SIZE);
    const frames: { from: number; to: number }[] = [];
    let at = 0;
    for (let round = 0; round === 0 || frames.length === SAMPLE * round; round++) {
      for (const frame of fc.sample(anyFrame(), { numRuns: SAMPLE, seed: seed + round })) {
        if (at + frame.length > whole.length) break;
        whole.set(frame, at);
        frames.push({ from: at, to: at += frame.length });
      }
    }
    this.#frames = frames;
    this.#whole = whole.subarray(0, at);
    this.bytes = this.#whole.slice();
  }

  /** Damages three of four records, now and then the framing too; how many records a reader comes across. */
  damage(random: Random): number {
    this.bytes.set(this.#whole);
    for (const { from, to } of this.#frames) {
      damageRecord(this.bytes, from + wire.RING_HEADER_SIZE, to, random);
    }
    if (random.below(4) === 0) this.#damageFraming(random);
    return count(this.bytes);
  }

  #damageFraming(random: Random): void {
    const { from } = this.#frames[random.below(this.#frames.length)] ?? { from: 0 };
    const view = new DataView(this.bytes.buffer);
    const header = view.getUint32(from, true);
    const lengths = [random.below(2 ** 32), random.below(256), header + 8, header - 8];
    const headers = [header | wire.RING_BUSY, header | wire.RING_DISCARD, ...lengths];
    view.setUint32(from, headers[random.below(headers.length)] ?? 0, true);
  }
}

/** Records up to the end, or to the first whose length cannot be right. */
function count(ring: Uint8Array): number {
  const view = new DataView(ring.buffer, ring.byteOffset, ring.length);
  let records = 0;
  for (let at = 0; at + wire.RING_HEADER_SIZE <= ring.length; records++) {
    const length = view.getUint32(at, true) & LENGTH_BITS;
    at += wire.RING_HEADER_SIZE + ((length + 7) & ~7);
    if (at > ring.length) break;
  }
  return records;
}
