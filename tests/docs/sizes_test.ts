import assert from "assert";
import { sourceFiles } from "#tests/source_tree.ts";
import { pages } from "./pages.ts";

/** A time or size as a page says it, and the words of the source that make it so. */
type Size = readonly [said: string, path: string, words: string];

const EVENTS: readonly Size[] = [
  ["24 MiB of labels are in use", "wasm/layout.ts", "FRAGMENTS_SIZE: usize = 24 * MIB;"],
  ["labels have more than 64 KiB", "wasm/layout.ts", "COMMAND_SIZE: usize = 64 * KIB;"],
  ["more than 32,768 cgroups", "wasm/layout.ts", "SLOT_LIMIT: usize = 32768;"],
  ["waiting events (16 MiB)", "wasm/layout.ts", "BLOCK_COUNT: usize = 32768;"],
  ["waiting events (16 MiB)", "wasm/layout.ts", "BLOCK_SIZE: usize = 512;"],
  ["8 MiB of lines wait", "src/pipeline/event/sink.ts", "SPILL_CAPACITY = 8 << 20;"],
  ["make them more than 32 KiB", "src/labels/fragment/fragment.ts", "LABELS_BYTES = 32 << 10;"],
];

const INSTALL: readonly Size[] = [
  ["for more than ten seconds", "src/pipeline/health/health.ts", "SILENCE_LIMIT_MS = 10_000;"],
  ["At most 16 connections", "src/pipeline/health/listener.ts", "CONNECTION_LIMIT = 16;"],
  ["for more than two seconds", "src/pipeline/health/listener.ts", "CONNECTION_MS = 2_000;"],
];

const RECORDING: readonly Size[] = [
  ["has at most 4 MiB", "src/pipeline/recording/recording_format.ts", "BLOCK_SIZE = 4 << 20;"],
  ["has grown to 1 MiB", "src/pipeline/recording/recorder.ts", "BLOCK_TARGET = 1 << 20;"],
  ["or is a second old", "src/pipeline/recording/recorder.ts", "BLOCK_AGE_MS = 1_000;"],
];

const RUNTIMES: readonly Size[] = [
  ["a probe is given up", "src/runtime/set/runtime_set.ts", "probeMs: 1000"],
  ["after 2 s where a command asks once", "src/runtime/call_times.ts", "CALL_MS = 2000"],
  ["every 0.5 s", "src/runtime/set/runtime_set.ts", "sweepMs: 500"],
  ["after 0.1 s", "src/runtime/set/endpoint_monitor.ts", "new Backoff(100,"],
  ["up to 1 s, with jitter", "src/runtime/set/runtime_set.ts", "retryMs: 1000"],
  ["else after 30 s", "src/runtime/set/runtime_set.ts", "unwillingRetryMs: 30_000"],
  ["every 5 s; Podman's", "src/runtime/set/runtime_set.ts", "aliveMs: 5000"],
  ["one container end after 2 s", "src/runtime/call_times.ts", "CALL_MS = 2000"],
  ["lists after 10 s", "src/runtime/call_times.ts", "LIST_MS = 10_000"],
  ["32 questions to one runtime", "src/runtime/set/questions.ts", "AT_ONCE = 32;"],
  ["at most half of these places", "src/runtime/set/questions.ts", "this.#atOnce / 2)"],
  ["lists of up to 80 MiB", "src/runtime/cri/client.ts", "MAX_LIST_BYTES = 80 * MIB"],
  ["or after 0.1 s", "src/runtime/set/turns.ts", "HEDGE_MS = 100;"],
  ["0.2 s for the better", "src/runtime/set/finding.ts", "SURPASS_MS = 200"],
  ["after 5 ms", "src/labels/schedule.ts", "FIRST_PAUSE_MS = 5;"],
  ["each time up to 1 s; after", "src/labels/schedule.ts", "YOUNG_PAUSE_MS = 1_000"],
  ["20 times ever less often", "src/labels/schedule.ts", "YOUNG_ATTEMPTS = 20;"],
  ["every 15 s", "src/labels/schedule.ts", "LONGEST_PAUSE_MS = 15_000"],
  ["stay for 60 s", "src/labels/lookup/label_path.ts", "LINGER_MS = 60_000"],
  ["remembered for 10 s", "src/runtime/described_images.ts", "LIFETIME_MS = 10_000;"],
  ["waited 0.7 s at most", "src/runtime/docker/images.ts", "ANSWER_MS = 700;"],
  ["has claimed after 1.8 s", "src/labels/lookup/unclaimed.ts", "CLAIM_MS = 1_800;"],
  ["that takes 25 ms", "src/labels/lookup/unclaimed.ts", "TOLD_MS = 25;"],
  ["lists up to 0.1 s", "src/labels/lookup/unclaimed.ts", "shortest: 100,"],
  ["or 0.25 s where", "src/labels/lookup/unclaimed.ts", "longest: 250 }"],
  ["take 5 % of a", "src/labels/lookup/lists.ts", "SHARE = 0.05;"],
  ["for 1.5 s at most", "src/labels/lookup/lookup.ts", "PATIENCE_MS = 1_500;"],
  ["after two times", "src/labels/lookup/denials.ts", "FINAL_AFTER = 2;"],
  ["asked 12 times", "src/labels/lookup/denials.ts", "LATE_AFTER = 12;"],
  ["or 0.25 s have passed", "src/pipeline/live/first_list.ts", "LONGEST_MS = 250;"],
  ["once in 1 to 2 s", "src/runtime/set/endpoint_watch.ts", "shortest: 1000, longest: 2000"],
  ["every 0.1 s at first", "src/runtime/set/endpoint_watch.ts", "shortest: 100, longest: 2000"],
  ["a twentieth of a processor", "src/runtime/set/endpoint_watch.ts", "times: 20 }"],
  ["65,536 characters", "src/runtime/config/yaml_mapping.ts", "CHARACTERS = 65_536;"],
  ["within a fifth of a second", "src/pipeline/live/mount_watch.ts", "ASK_MS = 200;"],
];

const SIZES: Readonly<Record<string, readonly Size[]>> = {
  "docs/events.md": EVENTS,
  "docs/install.md": INSTALL,
  "docs/recording.md": RECORDING,
  "docs/runtimes.md": RUNTIMES,
};

const SOURCES = new Map(
  [...sourceFiles(["src", "wasm"], [".ts"])].map(({ path, text }) => [path, text]),
);

for (const { path: page, text } of pages()) {
  const sizes = SIZES[page];
  if (sizes === undefined) continue;
  Deno.test(`${page} says the times and sizes of the code`, () => {
    for (const [said, path, words] of sizes) {
      assert.ok(text.replace(/\s+/g, " ").includes(said), said);
      assert.ok(SOURCES.get(path)?.includes(words), `${path}: ${words}`);
    }
  });
}
