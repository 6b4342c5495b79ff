/** Bytes that no server of gRPC should send. */
import { goawayRounds } from "#tests/fakes/goaway_rounds.ts";
import type { Effort, Fault, Outcome } from "./fault.ts";
import { damagedTalk, wrongEnd } from "./fuzz/http2.ts";
import { Random } from "./fuzz/random.ts";

const STYLES = ["bare", "graceful", "closing"] as const;
const AT_ONCE = 4;
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

/** Processes that each hear GOAWAY many times, after garbage collections, with calls under way and without. */
async function goaways({ full }: Effort): Promise<Outcome> {
  const [processes, each] = full ? [20, 500] : [3, 60];
  const notes: string[] = [];
  let [next, survived, heard, failed] = [0, 0, 0, 0];
  const worker = async () => {
    while (next < processes) {
      const style = STYLES[next++ % STYLES.length] ?? "bare";
      const rounds = await goawayRounds(style, each);
      heard += rounds.goaways;
      failed += rounds.failed;
      if (rounds.death === undefined) survived++;
      else notes.push(`${style}: ${rounds.death}: ${rounds.said}`);
      const hung = rounds.said.split("\n").filter((line) => /no answer/.test(line));
      if (hung.length > 0) notes.push(`${style}: ${hung.length} calls hung`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const isFine = notes.length === 0;
  notes.push(`${heard} GOAWAYs, ${failed} calls failed`);
  return {
    tried: processes,
    survived: isFine ? survived : Math.min(survived, processes - 1),
    lost: 0,
    mislabelled: 0,
    unlabelled: 0,
    notes,
  };
}

/** The faults of this file. */
export const WIRE: readonly Fault[] = [
  { name: "damaged bytes of a gRPC server", run: damagedTalks },
  { name: "GOAWAY in three ways", run: goaways },
];
