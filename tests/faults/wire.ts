/** Bytes that no server of gRPC should send. */
import type { Effort, Fault, Outcome } from "./fault.ts";
import { damagedTalk, wrongEnd } from "./fuzz/http2.ts";
import { Random } from "./fuzz/random.ts";

const PROMISED_TALKS = 1e7;
const SHORT_TALKS = 5e4;
const MOST_FAULTS = 5;
/** Memory is compared from here on, when all code is warm. */
const WARM = 0.1;
const MOST_GROWTH_MIB = 32;
/** Far above what one takes: whatever takes longer would hold up everything else. */
const SLOWEST_MS = 2_000;

async function damagedTalks({ full, seed }: Effort): Promise<Outcome> {
  const promised = full ? PROMISED_TALKS : SHORT_TALKS;
  const random = new Random(seed);
  const notes: string[] = [];
  const start = performance.now();
  let [tried, wrong, slowest, bytes, warm] = [0, 0, 0, 0, 0];
  while (tried < promised && wrong < MOST_FAULTS) {
    const talk = damagedTalk(random);
    const began = performance.now();
    const said = await wrongEnd(talk, random);
    slowest = Math.max(slowest, performance.now() - began);
    tried++;
    bytes += talk.length;
    if (tried === promised * WARM) warm = Deno.memoryUsage().rss;
    if (said === undefined) continue;
    wrong++;
    notes.push(`${said}: talk ${tried} of seed ${seed}: ${talk.toBase64()}`);
  }
  const grown = (Deno.memoryUsage().rss - warm) / 2 ** 20;
  const seconds = (performance.now() - start) / 1000;
  notes.push(
    `${tried} talks, ${(bytes / 1e6).toFixed(0)} MB, ${(tried / seconds).toFixed(0)} a second, ` +
      `slowest ${slowest.toFixed(0)} ms, memory grown by ${grown.toFixed(1)} MiB`,
  );
  const isFine = slowest < SLOWEST_MS && grown < MOST_GROWTH_MIB;
  return {
    tried,
    survived: isFine ? tried - wrong : 0,
    lost: 0,
    mislabelled: 0,
    unlabelled: 0,
    notes,
  };
}

/** The faults of this file. */
export const WIRE: readonly Fault[] = [
  { name: "damaged bytes of a gRPC server", run: damagedTalks },
];
