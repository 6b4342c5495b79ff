import assert from "assert";
import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import { withKnownPlaces } from "../../scripts/docs/known_places.ts";
import { sourceFiles } from "#tests/source_tree.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/runtimes.md", import.meta.url));
const ID = "0123456789abcdef".repeat(4);
const UID = "0a1b2c3d-1111-2222-3333-444455556666";

/** What the page says, and the words of the source that make it so. */
const TIMES: readonly (readonly [said: string, path: string, words: string])[] = [
  ["a probe is given up", "src/runtime/set/runtime_set.ts", "probeMs: 1000"],
  ["after 2 s where a command asks once", "src/runtime/set/runtime_queries.ts", "CALL_MS = 2000"],
  ["every 0.5 s", "src/runtime/set/runtime_set.ts", "sweepMs: 500"],
  ["after 0.1 s", "src/runtime/set/endpoint_monitor.ts", "new Backoff(100,"],
  ["up to 1 s, with jitter", "src/runtime/set/runtime_set.ts", "retryMs: 1000"],
  ["else after 30 s", "src/runtime/set/runtime_set.ts", "unwillingRetryMs: 30_000"],
  ["every 5 s; Podman's", "src/runtime/set/runtime_set.ts", "aliveMs: 5000"],
  ["one container end after 2 s", "src/runtime/set/runtime_set.ts", "findTimeoutMs ?? 2000"],
  ["lists after 10 s", "src/runtime/set/runtime_set.ts", "listTimeoutMs ?? 10_000"],
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
];

Deno.test("docs/runtimes.md has the known places of the code", () => {
  assert.equal(PAGE, withKnownPlaces(PAGE), "run: deno run -A scripts/docs/runtimes.ts");
});

Deno.test("docs/runtimes.md says of each cgroup's path what identifyCgroup() says", () => {
  const rows = [...PAGE.matchAll(/^\| `([^`]*\bID\b[^`]*|[^`]*-ID[^`]*)` +\| ([a-z-]+) /gm)];
  assert.ok(rows.length > 12, `${rows.length} rows`);
  for (const [, path = "", runtime] of rows) {
    const uid = path.includes(".slice") ? UID.replaceAll("-", "_") : UID;
    const identity = identifyCgroup(path.replaceAll("UID", uid).replaceAll("ID", ID));
    assert.equal(identity.containerId, ID, path);
    assert.equal(identity.runtime ?? "any", runtime, path);
    if (path.includes("UID.slice/") || path.includes("/podUID/")) {
      assert.equal(identity.podUid, UID, path);
    }
  }
  for (const [, monitor = ""] of PAGE.matchAll(/`([a-z]+-conmon-ID\.scope)`/g)) {
    assert.equal(identifyCgroup(`/${monitor.replace("ID", ID)}`).containerId, undefined);
  }
});

Deno.test("docs/runtimes.md says the times and sizes of the code", () => {
  const sources = new Map([...sourceFiles(["src"], [".ts"])].map(({ path, text }) => [path, text]));
  for (const [said, path, words] of TIMES) {
    assert.ok(PAGE.replace(/\s+/g, " ").includes(said), said);
    assert.ok(sources.get(path)?.includes(words), `${path}: ${words}`);
  }
});
