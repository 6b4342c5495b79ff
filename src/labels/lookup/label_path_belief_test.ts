import assert from "assert";
import { A, B, record, setUp, UID } from "#tests/fakes/label_scene.ts";

const S = "5".repeat(64);
const OTHER_UID = "ffffffff-1111-2222-3333-444455556666";
const runtime = { name: "containerd", endpoint: "/run/x.sock", cri: true };
const native = { name: "containerd", endpoint: "/run/x.sock", namespace: "k8s.io" };
const kind = { "io.cri-containerd.kind": "sandbox" };

/** The pod's path, of the container. */
const pathOf = (id: string): string => `/kubepods/pod${UID}/${id}`;

Deno.test("LabelPath holds what may become better, lets it go after 1.5 s, and takes what comes later", async () => {
  const { path, source, timers, last } = setUp();
  const { pod: _, ...poor } = record(A, { labels: kind, runtime: native });
  source.known.set(A, poor);
  source.improvable.add(A);
  path.created(1n, pathOf(A));
  await timers.advance(1);
  assert.equal(last(1n)?.kind, "hold");
  assert.equal(last(1n)?.line?.label_state, "resolved");
  // The path's word for the pod holds, whatever the runtime knows.
  assert.deepEqual(last(1n)?.line?.k8s?.pod?.uid, UID);
  path.created(2n, `${pathOf(A)}/child`);
  assert.equal(last(2n)?.kind, "hold");
  await timers.advance(1_400);
  assert.deepEqual([last(1n)?.kind, last(2n)?.kind], ["hold", "hold"]);
  await timers.advance(200);
  assert.deepEqual([last(1n)?.kind, last(2n)?.kind], ["final", "final"]);
  source.known.set(A, record(A, { runtime }));
  source.improvable.delete(A);
  await timers.advance(1_300);
  assert.equal(last(1n)?.line?.k8s?.pod?.name, "web");
  assert.equal(last(2n)?.line?.k8s?.pod?.name, "web");
  const { finds } = source;
  await timers.advance(30_000);
  assert.equal(source.finds, finds, "the question is over");
  path.close();
});

Deno.test("LabelPath takes what is better as soon as it is there", async () => {
  const { path, source, timers, last } = setUp();
  source.known.set(A, record(A, { labels: kind, runtime: native }));
  source.improvable.add(A);
  path.created(1n, pathOf(A));
  await timers.advance(140);
  assert.equal(last(1n)?.kind, "hold");
  assert.equal(source.asked.at(-1)?.known?.id, A);
  source.known.set(A, record(A, { name: "better", runtime }));
  source.improvable.delete(A);
  await timers.advance(200);
  assert.equal(last(1n)?.kind, "final");
  assert.equal(last(1n)?.line?.container?.name, "better");
  path.close();
});

Deno.test("LabelPath asks no longer for better after some seconds, until a runtime begins anew", async () => {
  const { path, source, timers, last } = setUp();
  source.known.set(A, record(A, { labels: kind, runtime: native }));
  source.improvable.add(A);
  path.created(1n, pathOf(A));
  await timers.advance(60_000);
  const { finds } = source;
  assert.ok(finds <= 22, `${finds} look-ups`);
  await timers.advance(60_000);
  assert.equal(source.finds, finds);
  source.known.set(A, record(A, { name: "better", runtime }));
  source.improvable.delete(A);
  await path.runtimeUp("/run/x.sock");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "better");
  path.close();
});

Deno.test("LabelPath keeps no list's poorer word for a container that has no cgroup yet", async () => {
  const { path, source, timers, last } = setUp();
  source.listed = [record(A, { labels: kind, runtime: native })];
  await path.runtimeUp("/run/x.sock");
  source.known.set(A, record(A, { name: "better", runtime }));
  path.created(1n, pathOf(A));
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "better");
  path.close();
});

const LIES = [
  ["another pod than its cgroup's path", { pod: { uid: OTHER_UID, name: "web", labels: {} } }],
  ["the pod of another uid, well formed", {
    pod: { ...record(A).pod, uid: OTHER_UID, labels: {} },
  }],
] as const;

for (const [title, lie] of LIES) {
  Deno.test(`LabelPath does not believe a runtime that says ${title}`, async () => {
    const { path, source, timers, last } = setUp();
    source.known.set(A, record(A, { runtime, ...lie }));
    path.created(1n, pathOf(A));
    await timers.advance(100);
    assert.equal(last(1n)?.line?.label_state, "unresolved");
    assert.match(last(1n)?.line?.label_reason ?? "", /its cgroup's path says/);
    assert.equal(last(1n)?.line?.k8s?.pod?.uid, UID);
    source.listed = [record(A, { runtime, ...lie })];
    await path.runtimeUp("/run/x.sock");
    assert.equal(last(1n)?.line?.label_state, "unresolved");
    source.known.set(A, record(A, { runtime }));
    await timers.advance(2_000);
    assert.equal(last(1n)?.line?.k8s?.pod?.name, "web");
    path.close();
  });
}

for (
  const [title, lie] of [
    ["the pod's name", { pod: { name: "other", namespace: "default", labels: {} } }],
    ["the pod's namespace", { pod: { name: "web", namespace: "prod", labels: {} } }],
    ["the container's name", { name: "other" }],
    ["the sandbox", { sandboxId: B }],
  ] as const
) {
  Deno.test(`LabelPath keeps the first answer where a runtime says later another for ${title}`, async () => {
    const { path, source, timers, last } = setUp();
    source.known.set(A, record(A, { runtime, sandboxId: S }));
    path.created(1n, `/docker/${A}`);
    await timers.advance(1);
    assert.equal(last(1n)?.line?.container?.name, "main");
    source.listed = [record(A, { runtime, sandboxId: S, ...lie })];
    await path.runtimeUp("/run/x.sock");
    path.created(2n, `/docker/${A}/child`);
    await timers.advance(1);
    for (const id of [1n, 2n]) {
      assert.equal(last(id)?.line?.container?.name, "main");
      assert.deepEqual(last(id)?.line?.k8s?.pod?.name, "web");
      assert.deepEqual(last(id)?.line?.k8s?.namespace?.name, "default");
    }
    path.close();
  });
}

Deno.test("LabelPath does not believe another pod of a sandbox whose pod it knows", async () => {
  const { path, source, timers, last } = setUp();
  source.known.set(A, record(A, { runtime, sandboxId: S }));
  source.known.set(
    B,
    record(B, {
      runtime,
      sandboxId: S,
      pod: { name: "other", namespace: "prod", labels: {} },
    }),
  );
  path.created(1n, `/docker/${A}`);
  await timers.advance(1);
  path.created(2n, `/docker/${B}`);
  await timers.advance(100);
  assert.equal(last(2n)?.line?.label_state, "unresolved");
  assert.match(last(2n)?.line?.label_reason ?? "", /said before that its pod is default\/web/);
  path.close();
});

Deno.test("LabelPath believes of another container's sandbox what it says, and of a name that is used again", async () => {
  const { path, source, timers, last } = setUp();
  source.known.set(A, record(A, { runtime, sandboxId: S }));
  source.known.set(B, record(B, { runtime, sandboxId: B, pod: { name: "two", labels: {} } }));
  path.created(1n, `/docker/${A}`);
  path.created(2n, `/docker/${B}`);
  await timers.advance(1);
  assert.equal(last(2n)?.line?.k8s?.pod?.name, "two");
  path.close();
});

Deno.test("LabelPath takes an id that comes again for another pod's container, though a list told late of the one before", async () => {
  const { path, source, timers, last } = setUp();
  const first = record(A, { runtime, sandboxId: S });
  source.known.set(A, first);
  path.created(1n, pathOf(A));
  await timers.advance(1);
  path.removed(1n);
  source.listed = [first];
  await path.runtimeUp("/run/x.sock");
  const pod = { ...first.pod, uid: OTHER_UID, name: "again", labels: {} };
  const second = record(A, { runtime, sandboxId: B, pod });
  source.known.set(A, second);
  path.created(2n, `/kubepods/pod${OTHER_UID}/${A}`);
  await timers.advance(100);
  assert.equal(last(2n)?.line?.label_state, "resolved");
  assert.equal(last(2n)?.line?.k8s?.pod?.name, "again");
  assert.equal(last(1n)?.line?.k8s?.pod?.name, "web");
  // From now on the second is the one that nothing else is believed of.
  source.listed = [record(A, { runtime, sandboxId: S, pod })];
  await path.runtimeUp("/run/x.sock");
  path.created(3n, `/kubepods/pod${OTHER_UID}/${A}/child`);
  await timers.advance(100);
  assert.equal(last(3n)?.line?.k8s?.pod?.name, "again");
  path.close();
});

Deno.test("LabelPath lets a question rest whose every answer was no, until a runtime begins anew", async () => {
  const { path, source, timers, last } = setUp();
  source.isFinal = true;
  path.created(1n, `/docker/${A}`);
  await timers.advance(60_000);
  assert.equal(source.finds, 1);
  assert.equal(last(1n)?.kind, "hold");
  source.listed = [];
  source.known.set(A, record(A));
  await path.runtimeUp("/run/x.sock");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "main");
  path.close();
});

Deno.test("LabelPath waits for lists before it asks for each container that was there before it", async () => {
  const { path, source, tree, timers, last } = setUp();
  for (let i = 0; i < 100; i++) {
    tree.paths.set(BigInt(i + 1), `/docker/${i.toString(16).padStart(64, "0")}`);
  }
  source.listed = [record("0".repeat(64))];
  path.scan();
  await path.runtimeUp("/run/x.sock");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.label_state, "resolved");
  assert.equal(source.asked.length, 99);
  const denier = { endpoint: "/run/x.sock", mayLearn: true };
  assert.ok(source.asked.every(({ denials }) => denials?.isFinal(denier) === true));
  path.close();
});
