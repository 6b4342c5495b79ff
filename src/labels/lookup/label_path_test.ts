import assert from "assert";
import { A, B, record, setUp, UID } from "#tests/fakes/label_scene.ts";

Deno.test("LabelPath.scan() labels host cgroups by their unit and containers that a runtime lists", async () => {
  const { path, source, tree, last } = setUp();
  tree.paths.set(1n, "/");
  tree.paths.set(2n, "/system.slice/ssh.service");
  tree.paths.set(3n, `/kubepods/besteffort/pod${UID}/${A}`);
  source.known.set(A, record(A));
  path.scan();
  assert.equal(last(1n)?.line?.label_state, "host");
  assert.equal(last(2n)?.host, true);
  assert.deepEqual(last(2n)?.line?.systemd, { unit: "ssh.service" });
  assert.equal(last(3n)?.kind, "hold");
  assert.equal(last(3n)?.line?.label_reason, "containerd has not answered yet");
  await path.runtimeUp("/run/x.sock");
  assert.deepEqual(last(3n)?.line, {
    process: {},
    container: {
      id: A,
      name: "main",
      image: { name: "localhost/busybox", tags: ["1"], reference: "localhost/busybox:1" },
      runtime: { name: "containerd" },
    },
    k8s: {
      node: { name: "n1" },
      namespace: { name: "default" },
      pod: { name: "web", uid: UID, label: { app: "web" } },
      container: { name: "main" },
    },
    cgroup: { id: "3", path: `/kubepods/besteffort/pod${UID}/${A}` },
    label_state: "resolved",
  });
  path.close();
});

Deno.test("LabelPath.created() starts the look-up before any event and repeats it until the runtime knows", async () => {
  const { path, source, timers, last } = setUp();
  path.created(7n, `/kubepods/pod${UID}/${A}`);
  await timers.advance(100);
  assert.equal(last(7n)?.kind, "hold");
  assert.equal(last(7n)?.line?.label_reason, "containerd does not know this container");
  assert.equal(last(7n)?.line?.k8s?.pod?.uid, UID);
  assert(source.finds >= 3, `${source.finds} look-ups within 100 ms`);
  source.known.set(A, record(A, { sandbox: true }));
  await timers.advance(200);
  assert.equal(last(7n)?.kind, "final");
  assert.equal(last(7n)?.line?.container?.sandbox, true);
  assert.equal(last(7n)?.line?.container?.name, undefined);
  assert.equal(last(7n)?.line?.k8s?.container, undefined);
  const { finds } = source;
  await timers.advance(60_000);
  assert.equal(source.finds, finds, "no look-up after the answer");
  path.close();
});

Deno.test("LabelPath gives a child cgroup its nearest ancestor's container", async () => {
  const { path, source, timers, last } = setUp();
  source.known.set(A, record(A));
  source.known.set(B, record(B, { name: "inner" }));
  path.created(1n, `/kubepods/pod${UID}/${A}`);
  path.created(2n, `/kubepods/pod${UID}/${A}/container/exec`);
  path.created(3n, `/kubepods/pod${UID}/${A}/docker/${B}`);
  await timers.advance(1);
  assert.equal(last(2n)?.line?.container?.id, A);
  assert.equal(last(2n)?.line?.label_state, "resolved");
  assert.equal(last(3n)?.line?.container?.name, "inner");
  assert.deepEqual(last(3n)?.line?.container?.ancestors, [A]);
  path.close();
});

Deno.test("LabelPath.removed() keeps labels for 60 s and then forgets the cgroup", async () => {
  const { path, source, timers, sent, last } = setUp();
  source.known.set(A, record(A));
  path.created(1n, `/docker/${A}`);
  await timers.advance(1);
  path.removed(1n);
  await timers.advance(59_000);
  assert.equal(last(1n)?.kind, "final");
  await timers.advance(2_000);
  assert.equal(last(1n)?.kind, "forget");
  assert.equal(timers.pending, 0);
  // The same container in a new cgroup is looked up afresh.
  const before = source.finds;
  path.created(2n, `/docker/${A}`);
  await timers.advance(1);
  assert.equal(source.finds, before + 1);
  assert.equal(sent.filter(({ kind }) => kind === "forget").length, 1);
  path.close();
});

Deno.test("LabelPath.unknown() reads the path, or says that the cgroup is gone", async () => {
  const { path, source, tree, timers, last } = setUp();
  source.known.set(A, record(A));
  tree.paths.set(0x1_0000_0005n, `/docker/${A}`);
  tree.paths.set(5n, "/init.scope");
  path.unknown(0x1_0000_0005n);
  path.unknown(5n);
  path.unknown(6n);
  await timers.advance(1);
  assert.equal(last(0x1_0000_0005n)?.line?.container?.id, A);
  assert.equal(last(0x1_0000_0005n)?.line?.cgroup?.id, "4294967301");
  assert.equal(last(5n)?.line?.label_state, "host");
  assert.equal(last(6n)?.line?.label_state, "unresolved");
  assert.match(last(6n)?.line?.label_reason ?? "", /removed before its path could be read/);
  path.close();
});

Deno.test("LabelPath.mounted() names what had no path, and says until then that nothing was mounted", async () => {
  const { path, source, tree, timers, last } = setUp();
  const reason = (cgroup: bigint): string | undefined => last(cgroup)?.line?.label_reason;
  source.known.set(A, record(A));
  source.known.set("job-1", record("job-1", { name: "job" }));
  source.hints.set("job-1", { path: "/custom/job", pid: 0 });
  tree.mount = "";
  for (const id of [0n, 5n, 6n]) path.unknown(id);
  path.created(7n, `/docker/${A}`);
  await timers.advance(1);
  assert.equal(reason(0n), "no cgroup hierarchy was mounted yet");
  assert.equal(reason(5n), "the cgroup hierarchy is not mounted where critter runs");
  assert.equal(last(7n)?.line?.container?.id, A);
  tree.mount = "/sys/fs/cgroup";
  tree.paths.set(5n, `/docker/${A}/inner`).set(8n, "/custom/job").set(9n, "/init.scope");
  path.mounted();
  await timers.advance(1);
  assert.equal(reason(0n), "no cgroup hierarchy was mounted yet");
  assert.equal(last(5n)?.line?.container?.id, A);
  assert.equal(reason(6n), "the cgroup was removed before its path could be read");
  assert.equal(last(8n)?.line?.container?.name, "job");
  assert.equal(last(9n)?.line?.label_state, "host");
  path.close();
  assert.equal(timers.pending, 0);
});

Deno.test("LabelPath asks runtimes about a new cgroup whose path says nothing before it calls it the host's", async () => {
  const { path, source, tree, timers, last } = setUp();
  tree.paths.set(1n, "/custom/job");
  tree.paths.set(2n, "/custom/other");
  source.known.set("job-1", record("job-1", { name: "job" }));
  source.hints.set("job-1", { path: "/custom/job", pid: 0 });
  path.created(1n, "/custom/job");
  path.created(2n, "/custom/other");
  assert.equal(last(1n)?.kind, "hold");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "job");
  assert.equal(last(1n)?.host, false);
  await timers.advance(1_000);
  assert.equal(last(2n)?.host, true);
  path.created(3n, "/custom/job/child");
  await timers.advance(1);
  assert.equal(last(3n)?.line?.container?.id, "job-1");
  path.close();
});

Deno.test("LabelPath tells containers of one name in two of containerd's namespaces apart", async () => {
  const { path, source, tree, timers, last } = setUp();
  const inNamespace = (namespace: string) =>
    record("made", {
      name: `made in ${namespace}`,
      runtime: { name: "containerd", endpoint: "/run/x.sock", namespace },
    });
  source.listed = [inNamespace("edge"), inNamespace("tools")];
  tree.paths.set(1n, "/edge/made");
  tree.paths.set(2n, "/tools/made");
  source.hints.set("edge/made", { path: "/edge/made" });
  source.hints.set("tools/made", { path: "/tools/made" });
  path.created(1n, "/edge/made");
  await timers.advance(1);
  path.created(2n, "/tools/made");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "made in edge");
  assert.equal(last(2n)?.line?.container?.name, "made in tools");
  path.close();
});

Deno.test("LabelPath lets no runtime that hangs delay what another one claims", async () => {
  const { path, source, tree, timers, last } = setUp();
  source.mute.add("/run/mute.sock");
  tree.paths.set(1n, "/custom/job");
  source.known.set("job-1", record("job-1", { name: "job" }));
  source.hints.set("job-1", { path: "/custom/job", pid: 0 });
  path.created(1n, "/custom/job");
  path.created(2n, "/custom/other");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "job");
  assert.equal(last(2n)?.kind, "hold");
  await timers.advance(1_800);
  assert.equal(last(2n)?.host, true);
  // It has not answered the first time yet.
  tree.paths.set(3n, "/custom/later");
  source.known.set("job-2", record("job-2", { name: "later" }));
  source.hints.set("job-2", { path: "/custom/later", pid: 0 });
  path.created(3n, "/custom/later");
  await timers.advance(1);
  assert.equal(last(3n)?.line?.container?.name, "later");
  path.close();
});

Deno.test("LabelPath labels what waits as soon as one API lists it, and nothing a second time", async () => {
  const { path, source, tree, timers, sent, last } = setUp();
  source.reason = "no container runtime is reachable";
  tree.paths.set(1n, `/docker/${A}`);
  path.unknown(1n);
  source.early = [record(A), record(B)];
  void path.runtimeUp("/run/x.sock");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "main");
  const count = sent.length;
  void path.runtimeUp("/run/y.sock");
  await timers.advance(1);
  assert.equal(sent.length, count);
  path.close();
});

Deno.test("LabelPath has its look-ups hear all out about what one runtime lists and another knows better", async () => {
  const { path, source, tree, timers, last } = setUp();
  tree.paths.set(1n, `/docker/${A}`);
  path.scan();
  await timers.advance(1);
  const moby = { name: "containerd", endpoint: "/run/docker/containerd.sock", namespace: "moby" };
  const { name: _name, image: _image, pod: _pod, ...bare } = record(A, { runtime: moby });
  source.listed = [bare];
  await path.runtimeUp(moby.endpoint);
  assert.equal(last(1n)?.kind, "hold");
  const docker = record(A, { runtime: { name: "docker", endpoint: "/run/docker.sock" } });
  source.known.set(A, docker);
  await timers.advance(1_000);
  assert.deepEqual(last(1n)?.line?.container?.runtime, { name: "docker" });
  // Neither does it take the name away again.
  await path.runtimeUp(moby.endpoint);
  assert.equal(last(1n)?.line?.container?.name, "main");
  path.close();
});

Deno.test("LabelPath finds a container's cgroup by its process when no path leads there", async () => {
  const { path, source, tree, last } = setUp();
  tree.paths.set(9n, "/weird/place");
  tree.processes.set(42, "/weird/place");
  source.known.set(A, record(A));
  source.hints.set(A, { path: "/not/here", pid: 42 });
  path.scan();
  assert.equal(last(9n)?.host, true);
  await path.runtimeUp("/run/x.sock");
  assert.equal(last(9n)?.line?.container?.id, A);
  assert.equal(last(9n)?.line?.label_state, "resolved");
  path.close();
});

Deno.test("LabelPath.runtimeUp() repeats open look-ups at once", async () => {
  const { path, source, timers, last } = setUp();
  source.reason = "no container runtime is reachable";
  path.created(1n, `/docker/${A}`);
  await timers.advance(30_000);
  assert.equal(last(1n)?.kind, "hold");
  source.known.set(A, record(A));
  await path.runtimeUp("/run/x.sock");
  assert.equal(last(1n)?.kind, "final");
  path.close();
  assert.equal(timers.pending, 0);
});

Deno.test("LabelPath labels a container that came and went while its runtime was asked where it is", async () => {
  const { path, source, timers, last } = setUp();
  source.known.set("job-1", record("job-1", { name: "job" }));
  source.hints.set("job-1", { path: "/custom/job", pid: 0 });
  path.created(1n, "/custom/job");
  path.removed(1n);
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "job");
  await timers.advance(61_000);
  assert.equal(last(1n)?.kind, "forget");
  path.close();
});

Deno.test("LabelPath does not take a cgroup for that of the container that had its path before", async () => {
  const { path, source, tree, timers, last } = setUp();
  tree.paths.set(1n, "/custom/job");
  source.known.set("job", record("job", { name: "first" }));
  source.hints.set("job", { path: "/custom/job", pid: 0 });
  path.created(1n, "/custom/job");
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.name, "first");
  path.removed(1n);
  tree.paths.delete(1n);
  tree.paths.set(2n, "/custom/job");
  source.known.set("job", record("job", { name: "second" }));
  path.created(2n, "/custom/job");
  assert.equal(last(2n)?.kind, "hold");
  await timers.advance(1);
  assert.equal(last(2n)?.line?.container?.name, "second");
  assert.equal(last(1n)?.line?.container?.name, "first");
  // The first one's end does not take the second one's children away from it.
  await timers.advance(61_000);
  path.created(3n, "/custom/job/child");
  await timers.advance(1);
  assert.equal(last(3n)?.line?.container?.name, "second");
  path.close();
});

Deno.test("LabelPath asks again when an id is used again, and keeps the labels of the cgroup before", async () => {
  const { path, source, timers, last } = setUp();
  source.known.set(A, record(A, { name: "first" }));
  path.created(1n, `/kubepods/pod${UID}/${A}`);
  path.created(2n, `/kubepods/pod${UID}/${A}/child`);
  await timers.advance(1);
  const asked = source.finds;
  // A child's end and another's beginning are no new container.
  path.removed(2n);
  path.created(3n, `/kubepods/pod${UID}/${A}/child`);
  assert.equal(last(3n)?.line?.container?.name, "first");
  assert.equal(source.finds, asked);
  path.removed(3n);
  path.removed(1n);
  source.known.set(A, record(A, { name: "second" }));
  path.created(4n, `/kubepods/pod${UID}/${A}`);
  assert.equal(last(4n)?.kind, "hold");
  await timers.advance(10);
  assert.equal(last(4n)?.line?.container?.name, "second");
  for (const id of [1n, 2n, 3n]) assert.equal(last(id)?.line?.container?.name, "first");
  path.close();
});

Deno.test("LabelPath asks where containers are a few at a time, however many have no known cgroup", async () => {
  const { path, source, timers } = setUp();
  const ids = Array.from({ length: 500 }, (_, i) => i.toString(16).padStart(64, "0"));
  for (const id of ids) source.known.set(id, record(id));
  let [asked, now, most] = [0, 0, 0];
  source.cgroupHint = async () => {
    asked++;
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
    return undefined;
  };
  const listed = path.runtimeUp("/run/x.sock");
  await timers.advance(1);
  await listed;
  assert.deepEqual([asked, now], [ids.length, 0]);
  assert.ok(most > 1 && most <= 8, `${most} at once`);
  path.close();
});
