import assert from "assert";
import fc from "fast-check";
import { dockerRecord } from "./records.ts";

const ID = "a".repeat(64);
const POD = "5".repeat(64);
const SHA = `sha256:${"1".repeat(64)}`;
const RUNTIME = { name: "docker", endpoint: "/run/docker.sock" };
const none = () => undefined;

Deno.test("dockerRecord() reads an entry of Docker's list", () => {
  assert.deepEqual(
    dockerRecord(
      {
        Id: ID,
        Names: ["/other/alias", "/web"],
        Image: "web:1",
        ImageID: SHA,
        Created: 1_700_000_000,
        State: "exited",
        Labels: { "com.docker.compose.project": "shop" },
      },
      RUNTIME,
      none,
    ),
    {
      id: ID,
      name: "web",
      sandbox: false,
      state: "exited",
      createdAtNs: 1_700_000_000_000_000_000n,
      image: { reference: "web:1", id: SHA },
      labels: { "com.docker.compose.project": "shop" },
      annotations: {},
      runtime: RUNTIME,
    },
  );
});

Deno.test("dockerRecord() reads what cri-dockerd made, with its pod's labels", () => {
  const record = dockerRecord(
    {
      Id: ID,
      Name: "/k8s_main_web-0_shop_0a1b2c3d-1111-2222-3333-444455556666_2",
      Created: "2023-11-14T22:13:20.5Z",
      Image: SHA,
      State: { Status: "running", Pid: 12 },
      Config: {
        Image: SHA,
        Labels: {
          "io.kubernetes.docker.type": "container",
          "io.kubernetes.sandbox.id": POD,
          "io.kubernetes.container.name": "main",
          "io.kubernetes.pod.name": "web-0",
          "annotation.io.kubernetes.container.hash": "1f",
        },
      },
    },
    RUNTIME,
    (id) =>
      id === POD
        ? { app: "web", "annotation.note": "x", "io.kubernetes.docker.type": "podsandbox" }
        : undefined,
  );
  assert.deepEqual(record?.pod, {
    name: "web-0",
    namespace: "shop",
    uid: "0a1b2c3d-1111-2222-3333-444455556666",
    labels: { app: "web" },
  });
  assert.equal(record?.name, "main");
  assert.equal(record?.attempt, 2);
  assert.equal(record?.sandboxId, POD);
  assert.equal(record?.createdAtNs, 1_700_000_000_500_000_000n);
  assert.deepEqual(record?.image, { id: SHA });
  assert.deepEqual(record?.annotations, { "io.kubernetes.container.hash": "1f" });
});

const KUBERNETES_NAME = "k8s_web_api_prod_x_0";

for (
  const labels of [
    {},
    { app: "web" },
    { "io.kubernetes.container.name": "web" },
    { "annotation.io.kubernetes.pod.name": "api", "io.kubernetes.sandbox.id": POD },
    { "IO.KUBERNETES.DOCKER.TYPE": "container" },
  ]
) {
  Deno.test(`dockerRecord() takes no name for Kubernetes' with labels ${JSON.stringify(labels)}`, () => {
    for (const name of [KUBERNETES_NAME, "k8s_POD_api_prod_x_0", "k8s_web_api_prod_x_0_1f"]) {
      const listed = dockerRecord({ Id: ID, Names: [`/${name}`], Labels: labels }, RUNTIME, none);
      const inspected = dockerRecord(
        { Id: ID, Name: `/${name}`, Config: { Labels: labels } },
        RUNTIME,
        none,
      );
      for (const record of [listed, inspected]) {
        assert.deepEqual([record?.name, record?.pod, record?.attempt, record?.sandbox], [
          name,
          undefined,
          undefined,
          false,
        ]);
      }
    }
  });
}

Deno.test("dockerRecord() takes a pod from Kubernetes' labels where cri-dockerd made the container, whatever that is called", () => {
  const labels = {
    "io.kubernetes.pod.name": "shop",
    "io.kubernetes.pod.namespace": "test",
    "io.kubernetes.container.name": "main",
    "io.kubernetes.sandbox.id": POD,
  };
  const made = { ...labels, "io.kubernetes.docker.type": "container" };
  const known = () => ({ app: "web" });
  const record = dockerRecord({ Id: ID, Names: ["/plain"], Labels: made }, RUNTIME, known);
  assert.deepEqual(record?.pod, { name: "shop", namespace: "test", labels: { app: "web" } });
  assert.deepEqual([record?.name, record?.sandboxId], ["main", POD]);
  // Anybody may give labels to a container of Docker's or Podman's.
  for (const name of ["docker", "podman"]) {
    const plain = { Id: ID, Names: ["/plain"], Labels: labels };
    const forged = dockerRecord(plain, { ...RUNTIME, name }, known);
    assert.deepEqual([forged?.pod, forged?.name, forged?.sandboxId, forged?.labels], [
      undefined,
      "plain",
      undefined,
      labels,
    ]);
  }
});

Deno.test("dockerRecord() takes cri-dockerd's sandboxes for such, from the name alone too", () => {
  const record = dockerRecord(
    {
      Id: POD,
      Names: ["/k8s_POD_web-0_shop_u_0"],
      State: "running",
      Labels: { "io.kubernetes.docker.type": "podsandbox", app: "web" },
    },
    RUNTIME,
    none,
  );
  assert.deepEqual([record?.sandbox, record?.name, record?.sandboxId], [true, undefined, POD]);
  assert.deepEqual(record?.pod, {
    name: "web-0",
    namespace: "shop",
    uid: "u",
    labels: { app: "web" },
  });
});

Deno.test("dockerRecord() names Podman's pods and marks their infra containers", () => {
  const entry = { Id: ID, Names: ["infra"], PodName: "crowd", IsInfra: true, State: "running" };
  const record = dockerRecord(entry, { ...RUNTIME, name: "podman" }, none);
  assert.deepEqual([record?.sandbox, record?.pod], [true, { name: "crowd", labels: {} }]);
});

Deno.test("dockerRecord() never throws, whatever the server says", () => {
  const keys = ["Id", "Names", "Name", "Labels", "Config", "State", "Created", "Image", "ImageID"];
  const hostile = fc.dictionary(fc.constantFrom(...keys), fc.anything());
  fc.assert(fc.property(hostile, (value) => {
    const record = dockerRecord(value, RUNTIME, none);
    assert(record === undefined || record.id !== "");
  }));
  assert.equal(dockerRecord(null, RUNTIME, none), undefined);
});
