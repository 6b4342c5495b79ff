/**
 * The WebAssembly side of the decode benchmark, with the orders of decode.c: `copy`, or `dump PATH`.
 *
 *     wasm_peer.ts STREAM LABELS CLOCK_OFFSET_NS simd|scalar [VARIANT]
 */

import { HOT_SCALAR_WASM } from "#hotpath/gen/hot_scalar_wasm.ts";
import { HOT_WASM } from "#hotpath/gen/hot_wasm.ts";
import { HotPath } from "#hotpath/hot_path.ts";
import { PROCESS_EXEC, PROCESS_EXIT } from "#wire";
import { CpuClock } from "./cpu_clock.ts";
import { batchesOf, decodeLabels } from "./files.ts";
import { type Variant, variantOf } from "./variants.ts";

const [streamPath = "", labelsPath = "", clockOffset = "0", build = "simd", name] = Deno.args;
const variant = name === undefined ? undefined : variantOf(name as Variant);
const hot = HotPath.create({
  holdLimitNs: 0n,
  types: 1 << PROCESS_EXEC | 1 << PROCESS_EXIT,
  includeHost: true,
  ...variant?.options ?? {},
}, build === "scalar" ? HOT_SCALAR_WASM : HOT_WASM);
hot.stepClock(0n, BigInt(clockOffset));
for (const [cgroup, fragment] of decodeLabels(await Deno.readFile(labelsPath))) {
  const command = { kind: "final", cgroup, host: false, fragment } as const;
  hot.apply(variant?.decide(command) ?? command);
}
const batches = batchesOf(await Deno.readFile(streamPath), hot.inputCapacity);
const input = hot.input();
using clock = new CpuClock();

function pass(lines: (bytes: Uint8Array) => void): void {
  for (const batch of batches) {
    input.set(batch);
    for (let offset = 0; offset < batch.length;) {
      offset += hot.consume(offset, batch.length - offset);
      lines(hot.takeOutput());
    }
  }
}

for await (const order of orders()) {
  using file = order.startsWith("dump ")
    ? Deno.openSync(order.slice(5), { write: true, create: true })
    : undefined;
  let written = 0;
  const begin = clock.now();
  pass((bytes) => {
    written += bytes.length;
    for (let at = 0; file !== undefined && at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
  });
  const nanoseconds = clock.now() - begin;
  await Deno.stdout.write(new TextEncoder().encode(`${nanoseconds} ${written}\n`));
}

async function* orders(): AsyncGenerator<string> {
  let text = "";
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n")) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
}
