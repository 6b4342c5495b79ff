import assert from "assert";
import type { EngineEvent } from "#runtime/docker/events.ts";
import type { EngineQueries } from "#runtime/docker/queries.ts";
import { RuntimeError } from "#runtime/runtime_error.ts";
import { followEngine } from "./engine_events.ts";

const IDENTITY = { name: "docker", endpoint: "/run/docker.sock" };
type Events = EngineQueries["events"];

function event(digit: string, timeNs: bigint, kubernetes = false): EngineEvent {
  return { timeNs, kubernetes, message: { containerId: digit, containerEventType: 1 } };
}

/** Follows an engine whose connections go as `rounds` say, and ends with the last; gives what came of it. */
async function follow(rounds: readonly Events[]) {
  const stop = new AbortController();
  const seen: unknown[] = [];
  const said: string[] = [];
  const since: (bigint | undefined)[] = [];
  let round = 0;
  const events: Events = async (onEvent, options) => {
    since.push(options.sinceNs);
    const next = rounds[round++];
    if (next !== undefined) return await next(onEvent, options);
    stop.abort();
  };
  await followEngine(
    { endpoint: IDENTITY.endpoint, events },
    IDENTITY,
    { event: (json) => seen.push(json["containerId"]), say: (text) => said.push(String(text)) },
    ({ kubernetes }) => kubernetes,
    stop.signal,
  );
  return { seen, said, since };
}

const down: Events = () =>
  Promise.reject(new RuntimeError("refused", IDENTITY.endpoint, "nobody listens"));

Deno.test("followEngine() goes on after a restart from the newest event, and tells none twice", async () => {
  const newest = 9_000_000_000_000_000_002n;
  const { seen, said, since } = await follow([
    (onEvent) => {
      onEvent(event("b", newest));
      onEvent(event("a", newest - 1n));
      return Promise.resolve();
    },
    down,
    down,
    (onEvent) => {
      onEvent(event("b", newest));
      onEvent(event("c", newest + 1n));
      return Promise.resolve();
    },
  ]);
  assert.deepEqual(seen, ["b", "a", "c"]);
  assert.deepEqual(since, [undefined, newest, newest, newest, newest + 1n]);
  const texts = said.map((text) => /: ([^:;]+)[^:]*$/.exec(text)?.[1]);
  assert.deepEqual(texts, ["it ended its events", "nobody listens", "it ended its events"]);
});

Deno.test("followEngine() makes ever longer pauses for an engine that ends its events at once, and says so once", async () => {
  const times: number[] = [];
  const end: Events = () => {
    times.push(performance.now());
    return Promise.resolve();
  };
  const { said } = await follow([end, end, end, end]);
  assert.equal(said.length, 1);
  // At least half of 100, 200 and 400 ms.
  const whole = (times.at(-1) ?? 0) - (times[0] ?? 0);
  assert.ok(whole >= 345, `${whole} ms`);
});

Deno.test("followEngine() leaves to cri-dockerd what that tells of", async () => {
  const { seen } = await follow([(onEvent) => {
    onEvent(event("k", 1n, true));
    onEvent(event("d", 2n));
    return Promise.resolve();
  }]);
  assert.deepEqual(seen, ["d"]);
});
