import assert from "assert";
import { mayBeSurpassed, mergeRecords, rankOf } from "./inventory.ts";
import type { ContainerRecord } from "../types.ts";

const ID = "a".repeat(64);
// cri-dockerd gives Docker's name as its own.
const CRI = { name: "docker", endpoint: "/run/cri-dockerd.sock", cri: true };
const DOCKER = { name: "docker", endpoint: "/run/docker.sock" };
const MOBY = { name: "containerd", endpoint: "/run/containerd.sock", namespace: "moby" };

function record(fields: Partial<ContainerRecord>): ContainerRecord {
  return { id: ID, sandbox: false, labels: {}, annotations: {}, runtime: CRI, ...fields };
}

Deno.test("mergeRecords() lets the richest source win, field by field", () => {
  const native = record({
    runtime: MOBY,
    labels: { "com.docker/engine.bundle.path": "/x" },
    cgroupPath: "/docker/a",
    state: "unknown",
  });
  const docker = record({
    runtime: DOCKER,
    name: "k8s_main_web_shop_u_0",
    image: { reference: "web:1", id: "sha256:1" },
    labels: { "io.kubernetes.docker.type": "container" },
    annotations: { note: "docker's" },
    state: "running",
    pod: { name: "web", labels: { app: "web" } },
  });
  const cri = record({
    name: "main",
    image: { reference: "registry.example/web:1" },
    pod: { name: "web", namespace: "shop", labels: {} },
  });
  for (const order of [[native, docker, cri], [cri, native, docker], [docker, cri, native]]) {
    assert.deepEqual(mergeRecords(order), [{
      id: ID,
      name: "main",
      sandbox: false,
      state: "running",
      image: { reference: "registry.example/web:1", id: "sha256:1" },
      labels: { "io.kubernetes.docker.type": "container" },
      annotations: { note: "docker's" },
      pod: { name: "web", namespace: "shop", labels: { app: "web" } },
      cgroupPath: "/docker/a",
      runtime: CRI,
      knownBy: [CRI, DOCKER, MOBY],
    }]);
  }
});

Deno.test("mergeRecords() keeps the same short name in two namespaces apart", () => {
  const one = record({ id: "web", runtime: MOBY });
  const other = record({ id: "web", runtime: { ...MOBY, namespace: "edge" } });
  assert.deepEqual(mergeRecords([one, other]), [one, other]);
  assert.deepEqual(mergeRecords([one, one])[0]?.knownBy, [MOBY]);
});

Deno.test("mergeRecords() keeps the same long id in two namespaces apart, and the one that others know first", () => {
  const native = (namespace: string) => record({ runtime: { ...MOBY, namespace } });
  const ids = (records: ContainerRecord[]) =>
    mergeRecords(records).map(({ runtime, knownBy = [] }) => [
      runtime.namespace ?? runtime.endpoint,
      ...knownBy.slice(1).map(({ namespace, endpoint }) => namespace ?? endpoint),
    ]);
  assert.deepEqual(ids([native("a"), native("b")]), [["a"], ["b"]]);
  assert.deepEqual(ids([native("a"), native("moby"), record({ runtime: DOCKER })]), [
    ["/run/docker.sock", "moby"],
    ["a"],
  ]);
  assert.deepEqual(ids([native("edge"), record({})]), [["/run/cri-dockerd.sock", "edge"]]);
});

Deno.test("mayBeSurpassed() knows whose containers others know better", () => {
  assert.deepEqual([CRI, DOCKER, MOBY].map((runtime) => rankOf(record({ runtime }))), [0, 1, 2]);
  assert.equal(mayBeSurpassed(record({})), false);
  assert.equal(mayBeSurpassed(record({ runtime: DOCKER })), false);
  assert.equal(mayBeSurpassed(record({ runtime: MOBY })), true);
  const labels = { "io.kubernetes.docker.type": "container" };
  assert.equal(mayBeSurpassed(record({ runtime: DOCKER, labels })), true);
  const kind = { "io.cri-containerd.kind": "container" };
  const native = (namespace: string, rest: Partial<ContainerRecord> = {}) =>
    mayBeSurpassed(record({ runtime: { ...MOBY, namespace }, ...rest }));
  assert.equal(native("k8s.io", { labels: kind }), true);
  // Who has a name for an id is neither CRI's nor Docker's, and anybody may give any label.
  assert.equal(native("k8s.io", { labels: kind, id: "web" }), false);
  assert.equal(native("k8s.io"), false);
  assert.equal(native("default", { labels: kind }), false);
  assert.equal(native("moby", { id: "web" }), false);
});
