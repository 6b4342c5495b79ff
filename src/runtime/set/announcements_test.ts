import assert from "assert";
import { RuntimeError } from "../runtime_error.ts";
import { RuntimeSet } from "./runtime_set.ts";
import type { ContainerNews, RuntimeClient } from "../types.ts";

type Watch = NonNullable<RuntimeClient["watch"]>;

const NEWS: ContainerNews = {
  kind: "made",
  record: {
    id: "job",
    sandbox: false,
    labels: {},
    annotations: {},
    cgroupPath: "/default/job",
    runtime: { name: "containerd", endpoint: "?", namespace: "default" },
  },
};

/** A set with one endpoint whose client tells as `watch` does. */
async function setUp(watch: Watch, nested = false) {
  const stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const path = `${folder}/c.sock`;
  stack.use(Deno.listen({ transport: "unix", path }));
  const told: ContainerNews[] = [];
  const listening = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let count = 0;
  const set = stack.use(
    new RuntimeSet({
      candidates: [{ path, source: "test", ...(nested ? { nested } : {}) }],
      realmOf: () => "user 1000",
      onNews: (news) => told.push(news),
      onListening: () => listening[count++]?.resolve(),
      createClient: ({ path }) => ({
        endpoint: path,
        kind: "containerd",
        probe: () => Promise.resolve({ name: "containerd", api: "containerd v1" }),
        list: () => Promise.resolve([]),
        find: () => Promise.resolve(undefined),
        cgroupHint: () => Promise.resolve(undefined),
        watch,
        [Symbol.dispose]() {},
      }),
    }),
  );
  await set.start();
  return { set, path, told, listening, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}

Deno.test("RuntimeSet listens to a runtime that tells of its containers, again where that breaks off", async () => {
  let times = 0;
  await using scene = await setUp(async (news, signal) => {
    if (++times === 1) throw new RuntimeError("unreachable", "?", "the connection broke");
    news(Promise.resolve(NEWS));
    await aborted(signal);
  });
  const { set, path, told, listening } = scene;
  await listening[0]?.promise;
  assert.equal(times, 2);
  assert.ok(set.isTelling(path));
  const [news] = told;
  assert.ok(news?.kind === "made");
  assert.equal(news.record.runtime.realm, "user 1000");
  assert.equal(news.record.cgroupPath, "/default/job");
});

Deno.test("RuntimeSet waits for what it was told of and does not know yet", async () => {
  const { promise, resolve } = Promise.withResolvers<ContainerNews>();
  await using scene = await setUp(async (news, signal) => {
    news(promise);
    news(Promise.reject(new Error("it is gone already")));
    await aborted(signal);
  });
  const { set, told, listening } = scene;
  await listening[0]?.promise;
  let heard = false;
  const hearing = set.heard().then(() => heard = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual([heard, told.length], [false, 0]);
  resolve(NEWS);
  await hearing;
  assert.equal(told.length, 1);
});

Deno.test("RuntimeSet takes no cgroup's path from a runtime within a container: paths begin elsewhere there", async () => {
  await using scene = await setUp(async (news, signal) => {
    news(Promise.resolve(NEWS));
    await aborted(signal);
  }, true);
  await scene.listening[0]?.promise;
  const [news] = scene.told;
  assert.ok(news?.kind === "made");
  assert.equal(news.record.cgroupPath, undefined);
});

Deno.test("RuntimeSet listens no more to a runtime that tells nothing by itself", async () => {
  let times = 0;
  await using scene = await setUp(() => {
    times++;
    return Promise.reject(new RuntimeError("unimplemented", "?", "it tells nothing by itself"));
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(times, 1);
  assert.equal(scene.set.isTelling(scene.path), false);
});
