import { HOT_SCALAR_WASM } from "../../../src/hotpath/gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "../../../src/hotpath/gen/hot_wasm.ts";
import { HotPath } from "#hotpath/hot_path.ts";
import type { HotPathOptions } from "#hotpath/types.ts";
import { drain, drive } from "#tests/hotpath/drive.ts";
import { PlainHotPath } from "#tests/hotpath/plain_hot_path.ts";

const OPTIONS: HotPathOptions = { holdLimitNs: 0n, types: 0b11110, includeHost: true };
const FRAGMENT = ',"label_state":"resolved"}\n';
/** Wall clocks that jump to the ends of what 64 bits hold, and to before 1970. */
export const CLOCKS: readonly bigint[] = [
  0n,
  1_700_000_000_000_000_000n,
  -1n,
  -(2n ** 63n),
  2n ** 63n - 1n,
  2n ** 62n,
];

/** What differs between the builds and the plain decoder on these bytes; undefined when nothing does. */
export function difference(ring: Uint8Array, clock: bigint): string | undefined {
  const plain = new PlainHotPath(OPTIONS);
  plain.stepClock(0n, clock);
  const command = { kind: "final", cgroup: 1n, host: false, fragment: FRAGMENT } as const;
  plain.apply(command);
  plain.consume(ring);
  plain.releaseAll();
  plain.flush();
  for (const [build, wasm] of Object.entries({ simd: HOT_WASM, scalar: HOT_SCALAR_WASM })) {
    try {
      const hot = HotPath.create(OPTIONS, wasm);
      hot.stepClock(0n, clock);
      hot.apply(command);
      const { bytes } = drive(hot, ring);
      hot.releaseAll();
      const text = decode(bytes) + decode(drain(hot));
      if (!isSame(text, plain.output)) return `${build} writes other lines`;
      for (const line of text.split("\n").slice(0, -1)) JSON.parse(line);
    } catch (error) {
      return `${build}: ${error}`;
    }
  }
  return undefined;
}

/** What another process ran, as its object ends. */
const PROGRAM = /"executable":\{(?:"unknown":true|"path":"(?:[^"\\]|\\.)*")\}\}/gs;
const UNKNOWN = '"executable":{"unknown":true}}';

/** Whether lines are the same; of programs the plain decoder never forgets one, and a build may. */
function isSame(text: string, plain: string): boolean {
  if (text === plain) return true;
  const [found, expected] = [text.match(PROGRAM) ?? [], plain.match(PROGRAM) ?? []];
  return text.replace(PROGRAM, "") === plain.replace(PROGRAM, "") &&
    found.length === expected.length &&
    found.every((program, index) => program === UNKNOWN || program === expected[index]);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}
