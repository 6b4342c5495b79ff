import assert from "assert";
import * as fc from "fast-check";
import { HOT_SCALAR_WASM } from "./gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "./gen/hot_wasm.ts";
import { HotPath } from "./hot_path.ts";
import type { HotPathOptions, LabelCommand } from "./types.ts";
import { anyRing } from "#tests/hotpath/arbitrary.ts";
import { drain, drive } from "#tests/hotpath/drive.ts";
import { PlainHotPath } from "#tests/hotpath/plain_hot_path.ts";

const ALL_TYPES = 0b111_1111_1110;
const BUILDS = { simd: HOT_WASM, scalar: HOT_SCALAR_WASM };
const options: HotPathOptions = { holdLimitNs: 0n, types: ALL_TYPES, includeHost: true };

function final(cgroup: bigint, labels: object, host: boolean): LabelCommand {
  return { kind: "final", cgroup, host, fragment: `,${JSON.stringify(labels).slice(1)}\n` };
}

/** A container of a pod, the host, a container with an odd name, one that is not known. */
const COMMANDS: readonly LabelCommand[] = [
  final(1n, {
    container: { id: "a", name: "web", image: { name: "nginx" } },
    k8s: { namespace: { name: "shop" }, pod: { name: "web-1", label: { name: "x" } } },
    label_state: "resolved",
  }, false),
  final(2n, { cgroup: { id: "2" }, label_state: "host" }, true),
  final(3n, {
    container: { id: "b", name: 'say "hi"\\', label: { name: "y" } },
    label_state: "resolved",
  }, false),
  final(4n, {
    container: { id: "c", image: { name: "not its name" } },
    k8s: { pod: { uid: "u", label: { pod: "x" } } },
    label_state: "unresolved",
  }, false),
];

for (const [build, wasm] of Object.entries(BUILDS)) {
  Deno.test(`HotPath (${build}) writes what the plain decoder writes, whatever the bytes`, () => {
    const offset = fc.oneof(
      fc.constant(1_700_000_000_000_000_000n),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    );
    // Between creation and event, within a second, later than either, and back.
    const from = fc.oneof(
      fc.bigInt({ min: 0n, max: 11_000_000_000n }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    );
    const steps = fc.array(fc.tuple(from, offset), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyRing(), steps), { maxLength: 3 }),
        offset,
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (parts, first, salt) => {
          const hot = HotPath.create(options, wasm);
          const plain = new PlainHotPath(options);
          hot.stepClock(0n, first);
          plain.stepClock(0n, first);
          hot.setBoot(salt);
          plain.setBoot(salt);
          for (const command of COMMANDS) {
            hot.apply(command);
            plain.apply(command);
          }
          for (const [ring, steps] of parts) {
            for (const [fromNs, offsetNs] of steps) {
              hot.stepClock(fromNs, offsetNs);
              plain.stepClock(fromNs, offsetNs);
            }
            const driven = drive(hot, ring);
            const from = plain.output.length;
            plain.notices.length = 0;
            plain.consume(ring);
            assert.equal(decode(driven.bytes), plain.output.slice(from));
            assert.deepEqual(driven.notices, plain.notices);
          }
          const from = plain.output.length;
          hot.releaseAll();
          plain.releaseAll();
          plain.flush();
          assert.equal(decode(drain(hot)), plain.output.slice(from));
          const counters = hot.counters();
          assert.equal(Number(counters.malformed), plain.counts.malformed);
          assert.equal(Number(counters.unknown_type), plain.counts.unknown_type);
          assert.equal(Number(counters.discarded), plain.counts.discarded);
          // Containers' events of host cgroups.
          assert.equal(Number(counters.filtered_type), plain.counts.filtered);
          assert.equal(counters.held_events, 0n);
          assert.equal(counters.held_bytes, 0n);
        },
      ),
      { numRuns: 300 },
    );
  });
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}
