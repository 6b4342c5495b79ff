import assert from "assert";
import type { ContainerNews, ContainerRecord } from "#runtime/types.ts";
import { A, record, setUp, UID } from "#tests/fakes/label_scene.ts";

const runtime = { name: "containerd", endpoint: "/run/x.sock", namespace: "default" };

/** A container that ctr made, to run in this cgroup. */
function made(id: string, cgroupPath: string): ContainerRecord {
  const { pod: _, ...bare } = record(id, { name: id, state: "created", cgroupPath, runtime });
  return bare;
}

function news(kind: "started" | "ended" | "removed", id: string, pid?: number): ContainerNews {
  const container = { id, runtime };
  return kind === "started"
    ? { kind, container, ...(pid === undefined ? {} : { pid }) }
    : { kind, container };
}

for (
  const path of [
    "/system.slice/host-containers@admin.service",
    "/machine.slice/machine-web.scope",
    "/jobs.slice",
    `/kubepods/burstable/pod${UID}`,
    "/lxc/web",
    "/default/job",
  ]
) {
  Deno.test(`LabelPath takes ${path.replace(UID, "UID")} for the container's that a runtime has told of, and asks nobody`, async () => {
    const { path: labels, source, tree, timers, last } = setUp();
    source.told = true;
    labels.told({ kind: "made", record: made("job", path) });
    tree.paths.set(1n, path);
    labels.created(1n, path);
    assert.equal(last(1n)?.kind, "final");
    assert.equal(last(1n)?.line?.container?.id, "job");
    labels.removed(1n);
    tree.paths.delete(1n);
    // It is started again.
    tree.paths.set(2n, path);
    labels.created(2n, path);
    assert.equal(last(2n)?.line?.container?.id, "job");
    labels.removed(2n);
    tree.paths.delete(2n);
    labels.told(news("removed", "job"));
    await timers.advance(1_100);
    tree.paths.set(3n, path);
    labels.created(3n, path);
    await timers.advance(60);
    assert.equal(last(3n)?.line?.label_state, "host");
    assert.equal(source.finds, 0);
    labels.close();
    assert.equal(timers.pending, 0);
  });
}

Deno.test("LabelPath takes a service's cgroup for a container's from its start to its end, and holds what comes between", async () => {
  const { path, source, tree, timers, last } = setUp();
  source.told = true;
  const service = "/system.slice/agent.service";
  tree.paths.set(1n, service);
  path.scan();
  assert.equal(last(1n)?.host, true);
  path.told({ kind: "made", record: made("job", service) });
  assert.equal(last(1n)?.kind, "hold");
  assert.match(last(1n)?.line?.label_reason ?? "", /about to run job/);
  tree.processes.set(42, service);
  path.told(news("started", "job", 42));
  assert.equal(last(1n)?.line?.container?.id, "job");
  path.told(news("ended", "job"));
  assert.equal(last(1n)?.host, true);
  path.told(news("removed", "job"));
  await timers.advance(2_000);
  // One that is made and never started takes nothing.
  path.told({ kind: "made", record: made("idle", service) });
  await timers.advance(2_000);
  assert.equal(last(1n)?.host, true);
  path.close();
});

Deno.test("LabelPath names a container that was gone before the kernel's word of its cgroup came", async () => {
  const { path, source, timers, last } = setUp();
  source.told = true;
  path.told({ kind: "made", record: made("short", "/default/short") });
  path.told(news("started", "short", 42));
  path.told(news("ended", "short"));
  path.told(news("removed", "short"));
  await timers.advance(500);
  path.created(1n, "/default/short");
  path.removed(1n);
  assert.equal(last(1n)?.line?.container?.id, "short");
  // The other way round: the runtime's word comes last.
  path.created(2n, "/default/late");
  path.removed(2n);
  path.told({ kind: "made", record: made("late", "/default/late") });
  assert.equal(last(2n)?.line?.container?.id, "late");
  path.close();
});

Deno.test("LabelPath gives a container that runs in a slice nothing of what others have below it", () => {
  const { path, source, tree, last } = setUp();
  source.told = true;
  path.told({ kind: "made", record: made("job", "/jobs.slice") });
  tree.paths.set(1n, "/jobs.slice");
  path.created(1n, "/jobs.slice");
  tree.paths.set(2n, "/jobs.slice/other.service");
  path.unknown(2n);
  assert.equal(last(1n)?.line?.container?.id, "job");
  assert.equal(last(2n)?.host, true);
  path.close();
});

Deno.test("LabelPath holds a service's events for a moment, and those of a cgroup that says nothing for longer", async () => {
  const { path, source, timers, last } = setUp();
  source.mute.add("/run/mute.sock");
  path.created(1n, "/system.slice/plain.service");
  path.created(2n, "/custom");
  assert.deepEqual([last(1n)?.kind, last(2n)?.kind], ["hold", "hold"]);
  await timers.advance(260);
  assert.deepEqual([last(1n)?.host, last(2n)?.kind], [true, "hold"]);
  await timers.advance(1_800);
  assert.equal(last(2n)?.host, true);
  // Nobody is there to ask.
  source.endpoints = () => [];
  path.created(3n, "/system.slice/other.service");
  assert.equal(last(3n)?.host, true);
  path.close();
});

for (
  const [title, hint, host] of [
    ["that runs there", { path: `/system.slice/tool-${A}.scope` }, false],
    ["whose process is there", { pid: 7 }, false],
    ["that runs elsewhere: it is its monitor, or a namesake", { path: `/docker/${A}` }, true],
    ["of which its runtime says no more", {}, true],
  ] as const
) {
  Deno.test(`LabelPath asks whose the id behind an unknown prefix is: a container ${title}`, async () => {
    const { path, source, tree, timers, last } = setUp();
    const scope = `/system.slice/tool-${A}.scope`;
    source.listed = [];
    source.known.set(A, record(A));
    source.hints.set(A, hint);
    tree.processes.set(7, scope);
    tree.paths.set(1n, scope);
    path.created(1n, scope);
    assert.equal(last(1n)?.kind, "hold");
    await timers.advance(5);
    assert.equal(last(1n)?.host, host);
    assert.equal(last(1n)?.line?.container?.id, host ? undefined : A);
    path.close();
  });
}

Deno.test("LabelPath says of a cgroup that was gone before anybody could be asked that it does not know", async () => {
  const { path, source, timers, last } = setUp();
  source.mute.add("/run/mute.sock");
  path.created(1n, "/default/short");
  path.created(2n, "/system.slice/short.service");
  path.removed(1n);
  path.removed(2n);
  await timers.advance(2_000);
  assert.equal(last(1n)?.line?.label_state, "unresolved");
  assert.match(last(1n)?.line?.label_reason ?? "", /gone before the runtimes had been asked/);
  assert.equal(last(2n)?.host, true);
  path.close();
});

Deno.test("LabelPath says that containers share a cgroup while they do, and names the one that is left", async () => {
  const { path, source, tree, timers, last } = setUp();
  source.told = true;
  const shared = "/jobs/shared";
  path.told({ kind: "made", record: made("long", shared) });
  tree.paths.set(1n, shared);
  path.created(1n, shared);
  path.told(news("started", "long"));
  assert.equal(last(1n)?.line?.container?.id, "long");
  path.told({ kind: "made", record: made("short", shared) });
  assert.equal(last(1n)?.kind, "hold");
  assert.match(last(1n)?.line?.label_reason ?? "", /about to run short/);
  path.told(news("started", "short"));
  tree.paths.set(2n, `${shared}/inner`);
  path.created(2n, `${shared}/inner`);
  for (const id of [1n, 2n]) {
    assert.deepEqual(
      [last(id)?.kind, last(id)?.host, last(id)?.line?.label_state, last(id)?.line?.label_reason],
      ["final", false, "unresolved", "containers long, short run in this cgroup together"],
    );
  }
  // A list says nothing new.
  source.listed = ["long", "short"].map((id) => ({ ...made(id, shared), state: "running" }));
  await path.runtimeUp("/run/x.sock");
  assert.equal(last(1n)?.line?.label_state, "unresolved");
  path.told(news("ended", "short"));
  path.told(news("removed", "short"));
  for (const id of [1n, 2n]) assert.equal(last(id)?.line?.container?.id, "long");
  // One that is made there and never started takes nothing, nor does its end.
  path.told({ kind: "made", record: made("idle", shared) });
  await timers.advance(2_000);
  assert.equal(last(1n)?.line?.container?.id, "long");
  path.told(news("removed", "idle"));
  await timers.advance(2_000);
  assert.equal(last(1n)?.line?.container?.id, "long");
  path.close();
});

Deno.test("LabelPath holds a new cgroup that several may be about to run in, until one of them is started", async () => {
  const { path, source, tree, timers, last } = setUp();
  source.told = true;
  for (const id of ["one", "other"]) {
    path.told({ kind: "made", record: made(id, "/jobs/next") });
  }
  tree.paths.set(1n, "/jobs/next");
  path.created(1n, "/jobs/next");
  await timers.advance(1_000);
  assert.equal(last(1n)?.kind, "hold");
  assert.match(
    last(1n)?.line?.label_reason ?? "",
    /about to run one of the containers one, other in/,
  );
  path.told(news("started", "one"));
  assert.equal(last(1n)?.line?.container?.id, "one");
  path.told(news("ended", "other"));
  assert.equal(last(1n)?.line?.container?.id, "one");
  path.close();
});

Deno.test("LabelPath takes a cgroup for that of the last container of its path, where the one before is removed", () => {
  const { path, source, last } = setUp();
  source.told = true;
  path.told({ kind: "made", record: made("first", "/jobs/again") });
  path.told(news("removed", "first"));
  path.told({ kind: "made", record: made("second", "/jobs/again") });
  path.created(1n, "/jobs/again");
  assert.equal(last(1n)?.line?.container?.id, "second");
  path.close();
});

for (
  const path of [
    `/docker/${A}`,
    `/kubepods/besteffort/pod${UID}/${A}`,
    `/system.slice/crio-${A}.scope`,
  ]
) {
  Deno.test(`LabelPath takes ${path.replace(A, "ID").replace(UID, "UID")} for another container's that a runtime puts there, once nobody knows the id`, async () => {
    const { path: labels, source, tree, timers, last } = setUp();
    source.told = true;
    labels.told({ kind: "made", record: made("job", path) });
    tree.paths.set(1n, path);
    labels.created(1n, path);
    tree.paths.set(2n, `${path}/inner`);
    labels.created(2n, `${path}/inner`);
    assert.equal(last(1n)?.line?.label_state, "unresolved");
    await timers.advance(1);
    for (const id of [1n, 2n]) assert.equal(last(id)?.line?.container?.id, "job");
    const { finds } = source;
    await timers.advance(30_000);
    assert.equal(source.finds, finds, "the question is over");
    labels.told(news("ended", "job"));
    await timers.advance(1);
    for (const id of [1n, 2n]) assert.equal(last(id)?.line?.label_state, "unresolved");
    // It is started again.
    labels.told(news("started", "job"));
    for (const id of [1n, 2n]) assert.equal(last(id)?.line?.container?.id, "job");
    labels.close();
    assert.equal(timers.pending, 0);
  });

  Deno.test(`LabelPath believes the runtime that knows the id in ${path.replace(A, "ID").replace(UID, "UID")}, whoever else says that he is there`, async () => {
    const { path: labels, source, tree, timers, last } = setUp();
    source.known.set(A, record(A));
    const other = { ...made("job", path), state: "running" as const };
    source.listed = [other];
    tree.paths.set(1n, path);
    labels.scan();
    await labels.runtimeUp("/run/x.sock");
    await timers.advance(1_000);
    assert.equal(last(1n)?.line?.container?.id, A);
    labels.close();
  });
}

Deno.test("LabelPath finds a container that runs in another id's cgroup when it is listed", async () => {
  const { path, source, tree, timers, last } = setUp();
  source.listed = [{ ...made("job", `/docker/${A}`), state: "running" }];
  tree.paths.set(1n, `/docker/${A}`);
  path.scan();
  await path.runtimeUp("/run/x.sock");
  await timers.advance(1_000);
  assert.equal(last(1n)?.line?.container?.id, "job");
  path.close();
});

Deno.test("LabelPath takes a cgroup for that of what CRI or Docker may have made where they do not know it", async () => {
  const { path, source, tree, timers, last } = setUp();
  source.told = true;
  const moby = { ...runtime, namespace: "moby" };
  const odd = { ...made(A, "/system.slice/solo.service"), runtime: moby };
  path.told({ kind: "made", record: odd });
  source.known.set(A, odd);
  tree.paths.set(1n, "/system.slice/solo.service");
  path.created(1n, "/system.slice/solo.service");
  assert.equal(last(1n)?.kind, "hold");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.id, A);
  path.close();
});

Deno.test("LabelPath says of a cgroup that may be a container's by its name that nobody knew it while it was there", async () => {
  const { path, source, timers, last } = setUp();
  source.listed = [];
  path.created(1n, `/jobs/tool-${A}.scope`);
  await timers.advance(1_000);
  assert.equal(last(1n)?.kind, "hold");
  path.removed(1n);
  await timers.advance(2_000);
  assert.equal(last(1n)?.line?.label_state, "unresolved");
  assert.match(last(1n)?.line?.label_reason ?? "", /gone, and no runtime had said that it knows/);
  path.close();
});
