import assert from "assert";
import * as layout from "../../../wasm/layout.ts";
import { HOT_WASM } from "../../../src/hotpath/gen/hot_wasm.ts";
import { Build } from "./build.ts";
import { LargeRing } from "./large_ring.ts";
import { Pair } from "./pair.ts";
import { difference } from "./plain.ts";
import { Random } from "./random.ts";

Deno.test("LargeRing damages the same records in the same way for the same seed", () => {
  const [one, same, other] = [1, 1, 2].map((seed) => {
    const ring = new LargeRing(seed);
    // Damaged framing, which one time of four has, may end the ring early.
    const reached = [1, 2, 3, 4].map((other) => ring.damage(new Random(10 * seed + other)));
    assert.ok(Math.max(...reached) > 100);
    assert.ok(ring.damage(new Random(seed)) > 0);
    return ring.bytes.toHex();
  });
  assert.strictEqual(one, same);
  assert.notStrictEqual(one, other);
});

Deno.test("Pair and the plain decoder agree on a large damaged ring", () => {
  const random = new Random(3);
  const ring = new LargeRing(3);
  const pair = new Pair();
  ring.damage(random);
  for (let i = 0; i < 20; i++) pair.disturb(random);
  pair.consume(ring.bytes);
  assert.ok(pair.written > 0);
  assert.strictEqual(difference(ring.bytes, -1n), undefined);
});

Deno.test("Build.trespass() tells of input that changed and of memory that is nobody's", () => {
  const build = new Build(HOT_WASM);
  const ring = new LargeRing(1).bytes;
  build.input(ring);
  assert.strictEqual(build.trespass(ring), undefined);
  const memory = new Uint8Array(build.hot.memory.buffer);
  for (const at of [layout.INPUT + 7, layout.OUTPUT - 1, layout.MEMORY_END - 1]) {
    const before = memory[at] ?? 0;
    memory[at] = before ^ 1;
    assert.match(build.trespass(ring) ?? "", /was written to/);
    memory[at] = before;
  }
  assert.strictEqual(build.trespass(ring), undefined);
});
