import assert from "assert";
import { type EngineScript, FakeEngine, pieces } from "#tests/fakes/fake_engine.ts";
import type { EngineEvent } from "./events.ts";
import { EngineQueries } from "./queries.ts";

const ID = "a".repeat(64);

async function withQueries(
  script: EngineScript,
  work: (queries: EngineQueries, engine: FakeEngine) => Promise<void>,
  timeoutMs = 5000,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/engine.sock`;
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const engine = stack.use(new FakeEngine(path, script));
  const name = script.podman === undefined ? "docker" : "podman";
  const identity = { name, endpoint: "/run/engine.sock" };
  using queries = new EngineQueries(path, identity, { timeoutMs, listTimeoutMs: timeoutMs });
  await work(queries, engine);
}

Deno.test("EngineQueries never sends a name that would lead to another path", async () => {
  await withQueries({}, async (queries, engine) => {
    for (const name of ["", "../info", "a/../../info", "./x", "a?b", "a#b", "a%2e", "-x", "a b"]) {
      assert.deepEqual(await queries.imageStatus(name, false), {}, name);
      assert.deepEqual(await queries.images(name), [], name);
    }
    for (const name of ["", "..", "a/b", "../info", "a?b", ".x"]) {
      assert.equal(await queries.containerStatus(name, false), undefined, name);
      assert.equal(await queries.podSandboxStatus(name, false), undefined, name);
    }
    assert.deepEqual(engine.requests, []);
    assert.deepEqual(await queries.imageStatus("r.example/a/b:1@sha256:ab", false), {});
    assert.deepEqual(engine.requests, ["/images/r.example/a/b:1@sha256:ab/json"]);
  });
});

Deno.test("EngineQueries asks Docker for each running container's usage, and misses those that end meanwhile", async () => {
  const list = ["a", "b", "c"].map((digit) => ({
    Id: digit.repeat(64),
    Names: [`/${digit}`],
    State: digit === "c" ? "exited" : "running",
    Labels: { of: digit },
  }));
  const used = {
    read: "2026-11-28T14:30:33Z",
    cpu_stats: { cpu_usage: { total_usage: 5 } },
    memory_stats: { usage: 6 },
  };
  const routes = { "/containers/json": list, [`/containers/${ID}/stats`]: used };
  await withQueries({ routes }, async (queries, engine) => {
    const ids = async (filter: object) =>
      (await queries.containerStats(filter)).map(({ attributes }) => attributes?.id);
    assert.deepEqual(await ids({}), [ID]);
    const asked = engine.requests.filter((request) => request.includes("/stats"));
    assert.deepEqual(asked.map((request) => request.slice(12, 13)).sort(), ["a", "b"]);
    assert.match(asked[0] ?? "", /\?stream=false&one-shot=true$/);
    assert.deepEqual(await ids({ id: "b" }), []);
    assert.deepEqual(await ids({ labelSelector: { of: "a" } }), [ID]);
    assert.deepEqual(await ids({ labelSelector: { of: "b" } }), []);
    assert.deepEqual(await queries.podSandboxStats({}), []);
    assert.deepEqual(await queries.pods(), []);
  });
});

Deno.test("EngineQueries gives events as they come, beyond the time limit for a first answer", async () => {
  const go = Promise.withResolvers<void>();
  const text = (id: string) =>
    `${JSON.stringify({ Type: "container", Action: "start", Actor: { ID: id }, timeNano: 5 })}\n`;
  const stream = () =>
    pieces(async (write) => {
      const first = text("b".repeat(64));
      write(`${first.slice(0, 20)}`);
      await go.promise;
      write(`${first.slice(20)}\n${text(ID)}`);
    });
  await withQueries({ routes: { "/events": stream } }, async (queries, engine) => {
    const seen: EngineEvent[] = [];
    const signal = new AbortController().signal;
    const end = queries.events((event) => seen.push(event), { sinceNs: 1_500_000_001n, signal });
    setTimeout(go.resolve, 400);
    await end;
    assert.deepEqual(seen.map(({ message }) => message.containerId), ["b".repeat(64), ID]);
    const asked = engine.requests.find((request) => request.startsWith("/events"));
    const { searchParams } = new URL(asked ?? "", "http://x");
    assert.equal(searchParams.get("since"), "1.500000001");
    assert.deepEqual(JSON.parse(searchParams.get("filters") ?? "").event, [
      "create",
      "start",
      "die",
      "destroy",
    ]);
  }, 200);
});

Deno.test("EngineQueries says what is wrong with a stream of events", async () => {
  const signal = new AbortController().signal;
  const events = (queries: EngineQueries) => queries.events(() => {}, { signal });
  const garbage = () => pieces((write) => write("<html>\n"));
  await withQueries({ routes: { "/events": garbage } }, async (queries) => {
    await assert.rejects(events(queries), { kind: "protocol", reason: /as an event is none/ });
  });
  await withQueries({}, async (queries) => {
    await assert.rejects(events(queries), { kind: "not-found" });
  });
  const held = Promise.withResolvers<Response>();
  await withQueries({ routes: { "/events": () => held.promise } }, async (queries) => {
    await assert.rejects(events(queries), { kind: "timeout", reason: "no answer in 200 ms" });
    held.resolve(new Response());
  }, 200);
});

Deno.test("EngineQueries ends a stream when its caller does", async () => {
  const stop = new AbortController();
  const endless = () =>
    pieces(() => new Promise((resolve) => stop.signal.addEventListener("abort", () => resolve())));
  await withQueries({ routes: { "/events": endless } }, async (queries, engine) => {
    const end = queries.events(() => {}, { signal: stop.signal });
    while (engine.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await assert.rejects(end, { kind: "aborted" });
  });
});

Deno.test("EngineQueries tells the driver of both engines, and nothing of another", async () => {
  const driver = async (script: EngineScript) => {
    let found: number | null | undefined;
    await withQueries(script, async (queries) => {
      found = (await queries.runtimeConfig()).linux?.cgroupDriver;
    });
    return found;
  };
  assert.equal(await driver({ routes: { "/info": { CgroupDriver: "systemd" } } }), 0);
  const podman = { "/v4.0.0/libpod/info": { host: { cgroupManager: "cgroupfs" } } };
  assert.equal(await driver({ podman: "5.0.0", routes: podman }), 1);
  assert.equal(await driver({ routes: { "/info": { CgroupDriver: "none" } } }), undefined);
});
