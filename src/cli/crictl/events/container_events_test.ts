import assert from "assert";
import type { CriQueries } from "#runtime/cri/queries.ts";
import { runtime } from "#runtime/proto/cri.ts";
import { RuntimeError } from "#runtime/runtime_error.ts";
import { followEvents } from "./container_events.ts";

const { decode, encode } = runtime.v1.ContainerEventResponse;

const CRIO = { name: "cri-o", version: "1.36.0", endpoint: "/run/crio.sock" };
const down = () => new RuntimeError("refused", CRIO.endpoint, "nobody listens");

/** What the runtime does when it is asked the next time; a list names the containers that run. */
type Step =
  | { readonly stream: readonly string[]; readonly then?: Error }
  | { readonly list: readonly string[] | Error };

/** Follows a runtime that does this step by step, and ends with the last; gives what came of it. */
async function follow(steps: readonly Step[], identity = CRIO) {
  const stop = new AbortController();
  const seen: unknown[] = [];
  const said: string[] = [];
  const asked: string[] = [];
  let at = 0;
  const next = (asks: "stream" | "list"): Step | undefined => {
    asked.push(asks);
    const step = steps[at++];
    if (step === undefined) stop.abort();
    return step;
  };
  const cri: Pick<CriQueries, "events" | "lists" | "containerStatus" | "podSandboxStatus"> = {
    events(onEvent) {
      const step = next("stream");
      if (step === undefined) return Promise.resolve();
      assert("stream" in step, `subscribed at step ${at}`);
      for (const containerId of step.stream) {
        onEvent(decode(encode({ containerId, containerEventType: 1 }).finish()));
      }
      return step.then === undefined ? Promise.resolve() : Promise.reject(step.then);
    },
    lists() {
      const step = next("list");
      if (step === undefined) return Promise.reject(stop.signal.reason);
      assert("list" in step, `listed at step ${at}`);
      if (step.list instanceof Error) return Promise.reject(step.list);
      const containers = step.list.map((id) => ({ id, podSandboxId: "s", state: 1 }));
      return Promise.resolve({ containers, sandboxes: [] });
    },
    containerStatus: () => Promise.resolve(undefined),
    podSandboxStatus: () => Promise.resolve(undefined),
  };
  const sink = {
    event: (json: Readonly<Record<string, unknown>>) => seen.push(json["containerId"]),
    say: (text: unknown) => said.push(String(text instanceof Error ? text.message : text)),
  };
  await followEvents(cri, identity, sink, stop.signal);
  return { seen, asked, said };
}

Deno.test("followEvents() subscribes again to a runtime that ended its events, however often", async () => {
  const { seen, asked, said } = await follow([
    { stream: ["a"] },
    { stream: ["b", "c"] },
    { stream: [], then: down() },
    { stream: ["d"], then: down() },
    { stream: ["e"] },
  ]);
  assert.deepEqual(seen, ["a", "b", "c", "d", "e"]);
  assert.deepEqual(new Set(asked), new Set(["stream"]));
  const ended = "cri-o at /run/crio.sock ended its events; subscribing again";
  const failed = down().message;
  // The runtime that is down is told of once.
  assert.deepEqual(said, [ended, ended, failed, ended]);
});

Deno.test("followEvents() lists a runtime whose events are switched off, until it has failed", async () => {
  const { seen, asked, said } = await follow([
    { stream: [] },
    { list: ["a"] },
    { list: ["a", "b"] },
    { list: down() },
    // What began while it was away is told of by the list after it.
    { stream: [] },
    { list: ["a", "b", "c"] },
    { list: down() },
    // It was started anew, with events.
    { stream: ["d"] },
  ]);
  assert.deepEqual(seen, ["b", "b", "c", "c", "d"]);
  assert.deepEqual(asked.slice(0, 5), ["stream", "list", "list", "list", "stream"]);
  const text = "cri-o at /run/crio.sock ended its events; listing it again and again instead";
  assert.deepEqual(said, [
    text,
    down().message,
    down().message,
    "cri-o at /run/crio.sock ended its events; subscribing again",
  ]);
});

Deno.test("followEvents() lists a runtime that serves no events, and one whose events are others' too", async () => {
  const unserved = new RuntimeError("unimplemented", CRIO.endpoint, "it does not serve it");
  const old = await follow([{ stream: [], then: unserved }, { list: [] }, { list: ["a"] }]);
  assert.deepEqual(old.seen, ["a", "a"]);
  assert.match(old.said[0] ?? "", /serves no events; listing it/);
  const shared = { ...CRIO, name: "containerd", version: "1.7.20" };
  const listed = await follow([{ list: [] }, { list: down() }, { list: ["a"] }], shared);
  assert.deepEqual(new Set(listed.asked), new Set(["list"]));
  assert.deepEqual(listed.seen, ["a", "a"]);
});

Deno.test("followEvents() takes a stream that was open for a while and told nothing for one that may come back", async () => {
  const stop = new AbortController();
  let streams = 0;
  const open = () => new Promise<void>((resolve) => setTimeout(resolve, 1050));
  await followEvents(
    {
      events: () => ++streams === 1 ? open() : Promise.resolve(stop.abort()),
      lists: () => assert.fail("it must not be listed"),
      containerStatus: () => Promise.resolve(undefined),
      podSandboxStatus: () => Promise.resolve(undefined),
    },
    CRIO,
    { event: () => {}, say: () => {} },
    stop.signal,
  );
  assert.equal(streams, 2);
});
