import assert from "assert";
import fc from "fast-check";
import type { ContainerRecord } from "#runtime/types.ts";
import type { EventLine } from "#tests/line.ts";
import { containerFragment, hostFragment, missingLabels, unresolvedFragment } from "./fragment.ts";

const ID = "c".repeat(64);
const UID = "0a1b2c3d-1111-2222-3333-444455556666";
const CGROUP = { id: 0xffff_ffff_ffff_fff1n, path: "/docker/x" };
const NOBODY = { ancestors: [] };

const POD_CONTAINER: ContainerRecord = {
  id: ID,
  name: "main",
  sandbox: false,
  image: { reference: "localhost/busybox:1", id: "sha256:1234" },
  labels: {},
  annotations: {},
  pod: { name: "web", namespace: "default", uid: UID, labels: { app: "web" } },
  runtime: { name: "containerd", endpoint: "/run/x.sock" },
};

function parse(fragment: string): EventLine {
  assert(fragment.startsWith(","));
  assert(fragment.endsWith("}\n"));
  assert.equal(fragment.indexOf("\n"), fragment.length - 1, "one line");
  return JSON.parse(`{"process":{}${fragment}`);
}

Deno.test("containerFragment() keeps 64-bit cgroup ids whole, as strings", () => {
  const line = parse(containerFragment(CGROUP, NOBODY, POD_CONTAINER, {}));
  assert.equal(line.cgroup?.id, "18446744073709551601");
});

Deno.test("containerFragment() leaves out what the runtime did not say", () => {
  const bare = { ...POD_CONTAINER, name: "", image: { reference: "" } };
  const line = parse(containerFragment(CGROUP, NOBODY, bare, {}));
  assert.equal("name" in (line.container ?? {}), false);
  assert.equal("image" in (line.container ?? {}), false);
  assert.equal("node" in (line.k8s ?? {}), false);
  assert.deepEqual(line.label_missing, [
    "container.name",
    "container.image.name",
    "k8s.container.name",
  ]);
});

Deno.test("containerFragment() gives an image's name, tag and digests apart, and the whole reference", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const imageOf = (image: ContainerRecord["image"]) => {
    const record = { ...POD_CONTAINER, ...image === undefined ? {} : { image } };
    return parse(containerFragment(CGROUP, NOBODY, record, {})).container?.image;
  };
  assert.deepEqual(imageOf(POD_CONTAINER.image), {
    name: "localhost/busybox",
    tags: ["1"],
    reference: "localhost/busybox:1",
    id: "sha256:1234",
  });
  assert.deepEqual(imageOf({ reference: "r.example:5000/app", id: digest }), {
    name: "r.example:5000/app",
    reference: "r.example:5000/app",
    id: digest,
  });
  assert.deepEqual(
    imageOf({ reference: `app:2@${digest}`, repoDigests: [`app@${digest}`, `b@${digest}`] }),
    {
      name: "app",
      tags: ["2"],
      repo_digests: [`app@${digest}`, `b@${digest}`],
      reference: `app:2@${digest}`,
    },
  );
  assert.deepEqual(imageOf({ repoDigests: [`b@${digest}`] }), { repo_digests: [`b@${digest}`] });
  assert.deepEqual(imageOf({ reference: "Not By: The Book" }), {
    name: "Not By: The Book",
    reference: "Not By: The Book",
  });
});

Deno.test("containerFragment() keeps user labels, empty values too, and drops the kubelet's own", () => {
  const labels = { app: "web", empty: "", "io.kubernetes.pod.name": "web", ["__proto__"]: "x" };
  const pod = { ...POD_CONTAINER.pod, labels: Object.fromEntries(Object.entries(labels)) };
  const fragment = containerFragment(CGROUP, NOBODY, { ...POD_CONTAINER, pod }, {});
  assert.equal(parse(fragment).k8s?.pod?.label?.empty, "");
  assert.equal(parse(fragment).k8s?.pod?.label?.app, "web");
  assert(!fragment.includes("io.kubernetes.pod.name"));
});

Deno.test("containerFragment() marks a sandbox and gives it no container name and no image", () => {
  const line = parse(containerFragment(CGROUP, NOBODY, { ...POD_CONTAINER, sandbox: true }, {}));
  assert.equal(line.container?.sandbox, true);
  assert.equal(line.container?.name, undefined);
  assert.equal(line.container?.image, undefined);
  assert.equal(line.k8s?.pod?.name, "web");
  assert.equal(line.k8s?.container, undefined);
});

Deno.test("containerFragment() gives Compose's names for a container, and no other label of its own", () => {
  const { pod: _, ...docker } = POD_CONTAINER;
  const labelled = (labels: Record<string, string>) =>
    parse(containerFragment(CGROUP, NOBODY, { ...docker, labels }, {})).container?.label;
  const compose = { "com.docker.compose.project": "shop", "com.docker.compose.service": "db" };
  assert.deepEqual(
    labelled({ ...compose, secret: "x", "com.docker.compose.oneoff": "x" }),
    compose,
  );
  assert.deepEqual(labelled({ "com.docker.compose.project": "shop" }), {
    "com.docker.compose.project": "shop",
  });
  assert.equal(labelled({ secret: "x" }), undefined);
  const long = { "com.docker.compose.project": "x".repeat(5000) };
  assert.deepEqual(labelled({ ...compose, ...long }), { "com.docker.compose.service": "db" });
});

Deno.test("containerFragment() names the node and the cluster", () => {
  const node = { clusterName: "c1", nodeName: "n1" };
  const line = parse(containerFragment(CGROUP, NOBODY, POD_CONTAINER, node));
  assert.equal(line.k8s?.cluster?.name, "c1");
  assert.equal(line.k8s?.node?.name, "n1");
});

Deno.test("hostFragment() names the systemd unit or the machine", () => {
  const unit = parse(hostFragment(CGROUP, { ancestors: [], systemdUnit: "ssh.service" }, {}));
  assert.equal(unit.systemd?.unit, "ssh.service");
  assert.equal(unit.label_state, "host");
  const machine = { engine: "lxc", name: "web" } as const;
  assert.deepEqual(parse(hostFragment(CGROUP, { ancestors: [], machine }, {})).machine, machine);
});

Deno.test("unresolvedFragment() says why, and what the path gave away", () => {
  const identity = { containerId: ID, ancestors: [], podUid: UID };
  const line = parse(unresolvedFragment(CGROUP, identity, "containerd is hung", {}));
  assert.equal(line.label_state, "unresolved");
  assert.equal(line.label_reason, "containerd is hung");
  assert.equal(line.container?.id, ID);
  assert.equal(line.k8s?.pod?.uid, UID);
});

Deno.test("missingLabels() lists identity labels that are absent or not in Kubernetes' form", () => {
  assert.deepEqual(missingLabels(POD_CONTAINER), []);
  const odd = {
    ...POD_CONTAINER,
    pod: { name: "Web", namespace: "default", uid: "not-a-uid", labels: {} },
  };
  assert.deepEqual(missingLabels(odd), ["k8s.pod.name", "k8s.pod.uid"]);
  for (const image of [{}, { id: "sha256:1" }, { reference: "" }, { reference: "Not/A:Name" }]) {
    assert.deepEqual(missingLabels({ ...POD_CONTAINER, image }), ["container.image.name"]);
  }
  const docker: ContainerRecord = {
    id: ID,
    sandbox: false,
    name: "job",
    image: { reference: "bb:1" },
    labels: {},
    annotations: {},
    runtime: { name: "docker", endpoint: "/run/docker.sock" },
  };
  assert.deepEqual(missingLabels(docker), []);
});

Deno.test("fragments are one line of valid JSON and UTF-8 without raw control characters, whatever the labels", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(fc.property(text, fc.dictionary(text, text), text, (name, labels, path) => {
    const record = { ...POD_CONTAINER, name, pod: { name, namespace: name, uid: name, labels } };
    const fragment = containerFragment({ id: 1n, path }, NOBODY, record, { nodeName: name });
    parse(fragment);
    // deno-lint-ignore no-control-regex -- these are what must not appear
    assert.equal(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(fragment), false);
    assert.equal(fragment.isWellFormed(), true);
  }));
});

Deno.test("containerFragment() leaves out labels that are too long, says so, and keeps the names", () => {
  const labels = { app: "web", long: "x".repeat(300_000), tier: "front" };
  const pod = { name: "web", namespace: "default", uid: UID, labels };
  const line = parse(containerFragment(CGROUP, NOBODY, { ...POD_CONTAINER, pod }, {}));
  assert.deepEqual(line.k8s?.pod?.label, { app: "web", tier: "front" });
  assert.deepEqual(line.label_missing, ["k8s.pod.label"]);
  assert.equal(line.k8s?.pod?.name, "web");
});
