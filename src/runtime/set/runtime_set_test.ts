import assert from "assert";
import { Place } from "#tests/fakes/endpoint_place.ts";
import type { FakeCri } from "#tests/fakes/fake_cri.ts";
import type { FakeContainer } from "#tests/fakes/cri_script.ts";
import { RuntimeError } from "../runtime_error.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const S = "5".repeat(64);

const container = (id: string, name: string): FakeContainer => ({ id, sandboxId: S, name });

Deno.test("RuntimeSet.find() asks every runtime that answers", async () => {
  await using place = await Place.create();
  await place.fake("one", { containers: [container(A, "first")] });
  await place.fake("two", { containers: [container(B, "second")] });
  const set = place.set(["one", "missing", "two"]);
  await set.start();
  assert.equal((await set.find(A)).found?.name, "first");
  assert.equal((await set.find(B)).found?.name, "second");
  assert.deepEqual(set.endpoints.map(({ state }) => state.status), ["up", "down", "up"]);
});

Deno.test("RuntimeSet.find() waits for the first probe", async () => {
  await using place = await Place.create();
  await place.fake("slow", {
    containers: [container(A, "first")],
    methods: { Version: { delayMs: 100 } },
  });
  const set = place.set(["slow"]);
  void set.start();
  assert.equal((await set.find(A)).found?.name, "first");
});

Deno.test("RuntimeSet.find() says what each endpoint said to a miss", async () => {
  await using place = await Place.create();
  await place.fake("good");
  await place.fake("mute", { methods: { ListContainers: { hang: true } } });
  await place.fake("other", { packages: [] });
  const set = place.set(["good", "mute", "other", "never-there"]);
  await set.start();
  const result = await set.find(A);
  assert(result.found === undefined);
  assert.deepEqual(
    result.misses.map(({ runtime, kind, reason }) => [runtime, kind, reason]),
    [
      ["containerd", "not-found", "no such container"],
      ["containerd", "timeout", "no answer in 800 ms"],
      [undefined, "unimplemented", "it serves no CRI, v1 or v1alpha2"],
    ],
  );
});

Deno.test("RuntimeSet.find() is not delayed by a runtime that hangs", async () => {
  await using place = await Place.create();
  await place.fake("mute", { behaviour: "hang" });
  await place.fake("good", { containers: [container(A, "first")] });
  const set = place.set(["mute", "good"]);
  void set.start();
  assert.equal((await set.find(A)).found?.name, "first");
  // The answer was there before the other one was given up.
  assert.deepEqual(place.changes, ["good up"]);
  await place.until(/^mute down timeout$/);
});

Deno.test("RuntimeSet.find() asks first whom the cgroup's path names, and the others only if those do not know", async () => {
  await using place = await Place.create();
  const named = await place.fake("named", {
    runtime: { name: "docker", version: "28.1" },
    containers: [container(A, "first")],
  });
  const other = await place.fake("other", { containers: [container(B, "second")] });
  const set = place.set(["other", "named"]);
  await set.start();
  const asked = ({ calls }: FakeCri) => calls["runtime.v1/ListContainers"] ?? 0;
  const where = { runtime: "docker" };
  assert.equal((await set.find(A, undefined, where)).found?.name, "first");
  assert.deepEqual([asked(named), asked(other)], [1, 0]);
  assert.equal((await set.find(B, undefined, where)).found?.name, "second");
  assert.deepEqual([asked(named), asked(other)], [2, 1]);
  // Nobody has the name: all are asked.
  assert.equal((await set.find(A, undefined, { runtime: "podman" })).found?.name, "first");
  assert.deepEqual([asked(named), asked(other)], [3, 2]);
});

Deno.test("RuntimeSet.find() does not wait for whom the path names when that one takes its time", async () => {
  await using place = await Place.create();
  await place.fake("mute", {
    runtime: { name: "cri-o", version: "1.31.0" },
    methods: { ContainerStatus: { hang: true } },
  });
  await place.fake("other", { containers: [container(A, "first")] });
  const set = place.set(["mute", "other"]);
  await set.start();
  const start = performance.now();
  assert.equal((await set.find(A, undefined, { runtime: "cri-o" })).found?.name, "first");
  assert(performance.now() - start < 700, `took ${performance.now() - start} ms`);
});

Deno.test("RuntimeSet.find() is not delayed by any number of questions to a runtime that hangs", async () => {
  await using place = await Place.create();
  await place.fake("mute", { methods: { ListContainers: { hang: true } } });
  await place.fake("good", { containers: [container(A, "first")] });
  const set = place.set(["mute", "good"], { findTimeoutMs: 10_000 });
  await set.start();
  let answered = 0;
  const strangers = Array.from(
    { length: 200 },
    (_, i) =>
      set.find(`${i}`, undefined, { age: i % 2 === 0 ? "new" : "young" }).then(
        () => answered++,
        () => {},
      ),
  );
  assert.equal((await set.find(A, undefined, { age: "new" })).found?.name, "first");
  assert.equal(answered, 0);
  await set[Symbol.asyncDispose]();
  await Promise.all(strangers);
});

Deno.test("RuntimeSet.find() asks again for a new container while another runtime hangs", async () => {
  await using place = await Place.create();
  await place.fake("mute", { methods: { ListContainers: { hang: true } } });
  const good = await place.fake("good");
  const set = place.set(["mute", "good"], { findTimeoutMs: 10_000 });
  await set.start();
  const finding = set.find(A, undefined, { age: "new" });
  await new Promise((resolve) => setTimeout(resolve, 30));
  good.add([], [container(A, "first")]);
  assert.equal((await finding).found?.name, "first");
});

Deno.test("RuntimeSet.find() ends when its signal says so", async () => {
  await using place = await Place.create();
  await place.fake("mute", { methods: { ListContainers: { hang: true } } });
  const set = place.set(["mute"]);
  await set.start();
  await assert.rejects(
    set.find(A, AbortSignal.abort()),
    (error) => error instanceof RuntimeError && error.kind === "aborted",
  );
});

Deno.test("RuntimeSet uses a socket that appears later", async () => {
  await using place = await Place.create();
  const set = place.set(["late"]);
  await set.start();
  assert.deepEqual(place.changes, ["late down absent"]);
  await place.fake("late", { containers: [container(A, "first")] });
  await place.until(/^late up$/);
  assert.equal((await set.find(A)).found?.name, "first");
});

Deno.test("RuntimeSet notices that a runtime is gone, and uses it again when it is back", async () => {
  await using place = await Place.create();
  const fake = await place.fake("one", { containers: [container(A, "first")] });
  const set = place.set(["one"]);
  await set.start();
  await fake.down();
  await place.until(/^one down absent$/);
  const miss = await set.find(A);
  assert(miss.found === undefined);
  assert.deepEqual(miss.misses.map(({ kind }) => kind), ["absent"]);
  await fake.up();
  place.changes.length = 0;
  await place.until(/^one up$/);
  assert.equal((await set.find(A)).found?.name, "first");
});

Deno.test("RuntimeSet retries a socket that nobody serves", async () => {
  await using place = await Place.create();
  const listener = Deno.listen({ transport: "unix", path: place.path("old") });
  // Renamed, so that closing does not take the file away, as with a killed runtime.
  await Deno.rename(place.path("old"), place.path("stale"));
  listener.close();
  const set = place.set(["stale"]);
  await set.start();
  assert.deepEqual(place.changes, ["stale down refused"]);
  await place.fake("stale");
  await place.until(/^stale up$/);
});

Deno.test("RuntimeSet bothers no client with a socket where nobody listens", async () => {
  await using place = await Place.create();
  const listener = Deno.listen({ transport: "unix", path: place.path("old") });
  await Deno.rename(place.path("old"), place.path("stale"));
  listener.close();
  await place.fake("good");
  const probed: string[] = [];
  const set = place.set(["stale", "none", "good"], {
    createClient: ({ path }) => ({
      endpoint: path,
      kind: "cri",
      probe() {
        probed.push(path);
        return Promise.resolve({ name: "containerd", api: "CRI v1" });
      },
      list: () => Promise.resolve([]),
      find: () => Promise.resolve(undefined),
      cgroupHint: () => Promise.resolve(undefined),
      [Symbol.dispose]() {},
    }),
  });
  await set.start();
  assert.deepEqual(probed, [place.path("good")]);
  assert.deepEqual(place.changes.toSorted(), ["good up", "none down absent", "stale down refused"]);
});

Deno.test("RuntimeSet.find() has a runtime that breaks a call looked at again", async () => {
  await using place = await Place.create();
  const fake = await place.fake("one", {
    containers: [container(A, "first")],
    methods: { ListContainers: { delayMs: 100, times: 2 } },
  });
  const set = place.set(["one"], { times: { aliveMs: 60_000, sweepMs: 60_000, probeMs: 1000 } });
  await set.start();
  const broken = set.find(A);
  // Twice, since a call that was cut off is made once more.
  for (const ms of [30, 90]) setTimeout(() => fake.drop(), ms);
  const miss = await broken;
  assert(miss.found === undefined);
  assert.deepEqual(miss.misses.map(({ kind }) => kind), ["unreachable"]);
  await place.until(/^one down unreachable$/);
  place.changes.length = 0;
  await place.until(/^one up$/);
  assert.equal((await set.find(A)).found?.name, "first");
});

Deno.test("RuntimeSet takes two paths to one socket for one runtime", async () => {
  await using place = await Place.create();
  await place.fake("real", { containers: [container(A, "first")] });
  await Deno.symlink(place.path("real"), place.path("link"));
  const set = place.set(["real", "link"]);
  await set.start();
  assert.deepEqual(set.endpoints.map(({ state }) => state), [
    { status: "up", info: { name: "containerd", version: "1.7.0", api: "CRI v1" } },
    { status: "duplicate", of: place.path("real") },
  ]);
  assert.equal((await set.list()).records.length, 1);
});

Deno.test("RuntimeSet.list() joins what all say, and says who did not", async () => {
  await using place = await Place.create();
  await place.fake("one", { containers: [container(A, "first")] });
  await place.fake("two", { containers: [container(B, "second")] });
  await place.fake("sick", {
    methods: { ListContainers: { failure: { code: 2, message: "disk on fire" } } },
  });
  const set = place.set(["one", "two", "sick"]);
  await set.start();
  const { records, misses } = await set.list();
  assert.deepEqual(records.map(({ name }) => name).sort(), ["first", "second"]);
  assert.deepEqual(misses.map(({ reason }) => reason), ["disk on fire"]);
  assert.equal((await set.listOne(place.path("one")))[0]?.name, "first");
  await assert.rejects(set.listOne(place.path("sick")), RuntimeError);
});

Deno.test("RuntimeSet can be closed at any time", async () => {
  for (const pause of [undefined, 0, 5, 50]) {
    await using place = await Place.create();
    await place.fake("mute", { behaviour: "hang" });
    await place.fake("one");
    const set = place.set(["one", "mute", "none"]);
    void set.start();
    void set.find(A).catch(() => {});
    if (pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
    await set[Symbol.asyncDispose]();
  }
});
