import { HOT_SCALAR_WASM } from "../../../src/hotpath/gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "../../../src/hotpath/gen/hot_wasm.ts";
import { VERDICT_DROP, VERDICT_WRITE } from "../../../wasm/layout.ts";
import type { HotExports } from "#hotpath/instance.ts";
import { Build } from "./build.ts";
import { CLOCKS } from "./plain.ts";
import type { Random } from "./random.ts";

/** cgroups that records are likely to be of. */
const KNOWN = 6;
const NOWS = [0n, 2_000n, 5_000_000_000n, 10_000_000_000n, 2n ** 63n, 2n ** 64n - 1n];
/** Two fragments that fit, one that nearly does not, and one too long to be taken. */
const FRAGMENTS = [0, 600, 60_000, 65_536].map((size) =>
  new TextEncoder().encode(
    `,"x":"${"y".repeat(Math.max(0, size - 40))}","label_state":"resolved"}\n`,
  )
);

/** The build that ships and its plain twin, which must do the same to the byte, whatever comes. */
export class Pair {
  readonly #simd = new Build(HOT_WASM);
  readonly #scalar = new Build(HOT_SCALAR_WASM);
  /** Bytes of lines so far. */
  written = 0;

  /**
   * Gives both the same ring bytes.
   *
   * @throws {Error} When they differ, write where they must not, or do not come to the end.
   */
  consume(ring: Uint8Array): void {
    this.#both((build) => build.input(ring));
    for (let offset = 0; offset < ring.length;) {
      const [consumed, other] = this.#call((hot) => hot.consume(offset, ring.length - offset));
      if (consumed !== other) throw new Error(`simd takes ${consumed} bytes, scalar ${other}`);
      if (!this.#compare(ring) && consumed === 0) throw new Error("no progress is made");
      offset += consumed;
    }
  }

  /** Has both do one of the things that the label path asks for. */
  disturb(random: Random): void {
    const cgroup = BigInt(random.below(KNOWN));
    const fragment = FRAGMENTS[random.below(FRAGMENTS.length)] ?? new Uint8Array();
    const [label, host, verdict] = [
      random.below(3),
      random.below(4) === 0 ? 1 : 0,
      random.below(4) === 0 ? VERDICT_DROP : VERDICT_WRITE,
    ];
    const now = NOWS[random.below(NOWS.length)] ?? 0n;
    const clock = CLOCKS[random.below(CLOCKS.length)] ?? 0n;
    const acts: readonly ((hot: HotExports) => void)[] = [
      (hot) => hot.commandFinal(cgroup, fragment.length, label, host, verdict, 0),
      (hot) => hot.commandFinal(cgroup, fragment.length, label, 0, VERDICT_WRITE, 0),
      (hot) => hot.commandHold(cgroup, fragment.length, verdict, 0),
      (hot) => hot.commandForget(cgroup),
      (hot) => void hot.expire(now),
      (hot) => hot.stepClock(now, clock),
      (hot) => hot.releaseAll(),
    ];
    const act = acts[random.below(acts.length)];
    this.#both((build) => build.command(fragment));
    this.#call((hot) => act?.(hot));
    for (let more = 1; more !== 0;) {
      const [simd, scalar] = this.#call((hot) => hot.flush());
      if (simd !== scalar) throw new Error("the builds differ in whether events remain");
      if (!this.#compare() && simd !== 0) throw new Error("no progress is made");
      more = simd;
    }
  }

  #both(task: (build: Build) => void): void {
    task(this.#simd);
    task(this.#scalar);
  }

  #call<T>(task: (hot: HotExports) => T): readonly [T, T] {
    return [task(this.#simd.hot), task(this.#scalar.hot)];
  }

  /** Takes what both have written; whether that was anything. */
  #compare(ring: Uint8Array = new Uint8Array()): boolean {
    const [simd, scalar] = [this.#simd, this.#scalar];
    const trespass = simd.trespass(ring) ?? scalar.trespass(ring);
    if (trespass !== undefined) throw new Error(trespass);
    const { output, notices } = simd;
    if (!output.equals(scalar.output)) throw new Error("the builds write other lines");
    if (!notices.equals(scalar.notices)) throw new Error("the builds give other notices");
    if (!simd.counters.equals(scalar.counters)) throw new Error("the builds count otherwise");
    this.written += output.length;
    this.#both((build) => build.taken());
    return output.length + notices.length > 0;
  }
}
