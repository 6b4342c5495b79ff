import { Buffer } from "node:buffer";
import * as layout from "../../../wasm/layout.ts";
import { type HotExports, instantiate } from "#hotpath/instance.ts";

const TYPES = 0b11110;
const UNLIMITED = 0xffff_ffff_ffff_ffffn;
const CANARY_SIZE = 16 << 10;
/** The ends of the slack between areas, where no writer comes even when it writes as far ahead as it may. */
const CANARIES = [
  layout.COMMAND,
  layout.INPUT,
  layout.OUTPUT,
  layout.NOTICES,
  layout.SLOTS,
  layout.MEMORY_END,
].map((end) => end - CANARY_SIZE);
const CANARY = Buffer.alloc(CANARY_SIZE, 0xc5);
/** The last byte behind which no line and no notice may end. */
const OUTPUT_END = layout.OUTPUT + layout.OUTPUT_SIZE + layout.LINE_MAX;
const NOTICES_END = layout.NOTICES + layout.NOTICES_SIZE;

/** One build of the decoder without the class around it, so that all of its memory can be looked at. */
export class Build {
  readonly hot: HotExports;
  readonly #memory: Buffer;

  constructor(wasm: string) {
    this.hot = instantiate(wasm);
    this.#memory = Buffer.from(this.hot.memory.buffer);
    this.hot.setOptions(TYPES, 1, 0n, UNLIMITED);
    for (const at of CANARIES) CANARY.copy(this.#memory, at);
  }

  /** Puts ring bytes where it reads them. */
  input(ring: Uint8Array): void {
    this.#memory.set(ring, layout.INPUT);
  }

  /** Puts a fragment where it reads it. */
  command(fragment: Uint8Array): void {
    this.#memory.set(fragment, layout.COMMAND);
  }

  /** The finished lines; valid until the next call. */
  get output(): Buffer {
    return this.#memory.subarray(layout.OUTPUT, this.hot.outputEnd());
  }

  /** The notices; valid until the next call. */
  get notices(): Buffer {
    return this.#memory.subarray(layout.NOTICES, this.hot.noticesEnd());
  }

  /** Every count. */
  get counters(): Buffer {
    return this.#memory.subarray(layout.COUNTERS, layout.COUNTERS + 8 * layout.COUNTER_COUNT);
  }

  /** Marks lines and notices as taken. */
  taken(): void {
    this.hot.outputTaken(layout.OUTPUT);
    this.hot.noticesTaken(layout.NOTICES);
  }

  /** What it wrote where it must not; undefined when nothing. */
  trespass(ring: Uint8Array): string | undefined {
    const input = this.#memory.subarray(layout.INPUT, layout.INPUT + ring.length);
    if (!input.equals(ring)) return "the input was written to";
    if (this.hot.outputEnd() > OUTPUT_END) return "the output goes on behind its end";
    if (this.hot.noticesEnd() > NOTICES_END) return "the notices go on behind their end";
    const at = CANARIES.find((at) => !this.#memory.subarray(at, at + CANARY_SIZE).equals(CANARY));
    return at === undefined ? undefined : `memory that is nobody's was written to, near ${at}`;
  }
}
