import assert from "assert";
import { A, B, record, setUp, UID } from "#tests/fakes/label_scene.ts";

const HOST = { name: "containerd", endpoint: "/run/x.sock", realm: "" };

Deno.test("LabelPath does not take a cgroup within a container for the host's container of that name", async () => {
  const { path, source, tree, timers, last } = setUp();
  const own = `/kubepods/pod${UID}/${A}`;
  const forged = `/docker/${B}/kubepods/pod${UID}/${A}`;
  tree.paths.set(1n, own);
  tree.processes.set(40, own);
  source.known.set(A, record(A, { runtime: HOST }));
  source.hints.set(A, { pid: 40, path: own });
  path.created(1n, own);
  path.created(2n, forged);
  await path.runtimeUp(HOST.endpoint);
  await timers.advance(100);
  assert.equal(last(1n)?.line?.label_state, "resolved");
  assert.equal(last(2n)?.line?.label_state, "unresolved");
  assert.match(last(2n)?.line?.label_reason ?? "", /that containerd runs elsewhere/);
  assert.deepEqual([...new Set(source.asked.map(({ realm }) => realm))], ["", `container ${B}`]);
  path.close();
});

Deno.test("LabelPath takes the host's word within a container where the process is there", async () => {
  const { path, source, tree, timers, last } = setUp();
  const inner = `/docker/${B}/kubepods/pod${UID}/${A}`;
  tree.processes.set(40, inner);
  source.known.set(A, record(A, { runtime: HOST }));
  path.created(2n, inner);
  await timers.advance(10);
  assert.equal(last(2n)?.kind, "hold");
  source.hints.set(A, { pid: 40 });
  await timers.advance(100);
  assert.equal(last(2n)?.line?.label_state, "resolved");
  assert.deepEqual(last(2n)?.line?.container?.ancestors, [B]);
  path.close();
});

Deno.test("LabelPath lets a container's own runtime name what it runs, and nothing else", async () => {
  const { path, source, timers, last } = setUp();
  const inner = {
    name: "containerd",
    endpoint: "/proc/9/root/run/c.sock",
    realm: `container ${B}`,
  };
  path.created(1n, `/kubepods/pod${UID}/${A}`);
  path.created(2n, `/docker/${B}/docker/${A}`);
  source.known.set(A, record(A, { name: "inner", runtime: inner }));
  await path.runtimeUp(inner.endpoint);
  await timers.advance(1);
  assert.equal(last(1n)?.kind, "hold");
  assert.equal(last(2n)?.line?.container?.name, "inner");
  // the host's own answers later: neither takes the other's place
  source.known.set(A, record(A, { name: "outer", runtime: HOST }));
  await path.runtimeUp(HOST.endpoint);
  assert.equal(last(1n)?.line?.container?.name, "outer");
  assert.equal(last(2n)?.line?.container?.name, "inner");
  path.close();
});

Deno.test("LabelPath lets no user's runtime claim a cgroup of the host", async () => {
  const { path, source, tree, timers, last } = setUp();
  const user = {
    name: "podman",
    endpoint: "/run/user/1000/podman/podman.sock",
    realm: "user 1000",
  };
  tree.paths.set(1n, "/plain");
  tree.processes.set(1, "/plain");
  source.known.set(A, record(A, { runtime: user }));
  source.hints.set(A, { pid: 1, path: "/plain" });
  path.created(1n, "/plain");
  await timers.advance(2000);
  assert.equal(last(1n)?.line?.label_state, "host");
  path.close();
});
