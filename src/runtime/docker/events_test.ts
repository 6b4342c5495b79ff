import assert from "assert";
import fc from "fast-check";
import { engineEvent } from "./events.ts";
import { protoJson } from "../proto/json.ts";

const ID = "a".repeat(64);
const POD = "d".repeat(64);
const DOCKER = { name: "docker", endpoint: "/run/docker.sock" };
const PODMAN = { name: "podman", endpoint: "/run/podman.sock" };
const NANO = "1795876272857618797";

/** A line as the engines write it. */
function line(action: string, attributes: object, type = "container", id = ID): string {
  const actor = JSON.stringify({ ID: id, Attributes: attributes });
  return `{"Type":"${type}","Action":"${action}","Actor":${actor},"time":1795876272,"timeNano":${NANO}}`;
}

function json(text: string, identity = DOCKER) {
  const event = engineEvent(text, identity);
  return event === undefined
    ? undefined
    : JSON.parse(JSON.stringify(protoJson("ContainerEventResponse", event.message)));
}

Deno.test("engineEvent() tells of Docker's containers as CRI does, to the nanosecond", () => {
  const attributes = { image: "web:1", name: "web", app: "shop", exitCode: "3" };
  const event = json(line("die", attributes));
  assert.deepEqual([event.containerId, event.containerEventType, event.createdAt], [
    ID,
    "CONTAINER_STOPPED_EVENT",
    NANO,
  ]);
  assert.equal("podSandboxStatus" in event, false);
  const [status] = event.containersStatuses;
  assert.deepEqual(
    [status.metadata.name, status.state, status.exitCode, status.finishedAt, status.labels],
    ["web", "CONTAINER_EXITED", 3, NANO, { app: "shop" }],
  );
  assert.equal(status.image.image, "web:1");
  const types = (["create", "start", "destroy"] as const)
    .map((action) => json(line(action, attributes)).containerEventType);
  assert.deepEqual(types, [
    "CONTAINER_CREATED_EVENT",
    "CONTAINER_STARTED_EVENT",
    "CONTAINER_DELETED_EVENT",
  ]);
  assert.equal(json(line("create", attributes)).containersStatuses[0].createdAt, NANO);
  assert.equal(json(line("start", attributes)).containersStatuses[0].startedAt, NANO);
});

Deno.test("engineEvent() tells of Podman's containers and pods", () => {
  const attributes = { containerExitCode: "0", image: "web:1", name: "web", podId: POD };
  const removed = json(line("remove", attributes), PODMAN);
  assert.equal(removed.containerEventType, "CONTAINER_DELETED_EVENT");
  assert.equal(removed.podSandboxStatus.id, POD);
  assert.deepEqual(removed.containersStatuses[0].labels, {});
  const pod = json(line("stop", { name: "crowd" }, "pod", POD), PODMAN);
  assert.deepEqual(
    [pod.containerId, pod.containerEventType, pod.podSandboxStatus.metadata.name],
    [POD, "CONTAINER_STOPPED_EVENT", "crowd"],
  );
  assert.deepEqual([pod.podSandboxStatus.state, pod.containersStatuses], ["SANDBOX_NOTREADY", []]);
});

Deno.test("engineEvent() takes no label for what the engine says itself", () => {
  const labels = { podId: POD, signal: "9", execDuration: "1", containerExitCode: "7" };
  const made = json(line("create", { ...labels, exitCode: "77", name: "web", image: "web:1" }));
  assert.equal("podSandboxStatus" in made, false);
  const [status] = made.containersStatuses;
  assert.deepEqual(status.labels, { ...labels, exitCode: "77" });
  assert.deepEqual([status.metadata.name, status.image.image, status.exitCode], [
    "web",
    "web:1",
    0,
  ]);
  const ended = json(line("die", { ...labels, exitCode: "0", name: "web" }));
  assert.deepEqual(ended.containersStatuses[0].labels, {
    podId: POD,
    signal: "9",
    containerExitCode: "7",
  });
});

Deno.test("engineEvent() makes no pod out of a label that anybody may give", () => {
  const labels = {
    "io.kubernetes.pod.name": "fake",
    "io.kubernetes.pod.namespace": "prod",
    "io.kubernetes.pod.uid": "0a1b2c3d",
    "io.kubernetes.container.name": "main",
    "io.kubernetes.sandbox.id": POD,
    "annotation.io.kubernetes.pod.name": "fake",
  };
  for (const identity of [DOCKER, PODMAN]) {
    for (const action of ["create", "start", "die", "destroy"]) {
      for (const name of ["web", "k8s_main_fake_prod_0a1b2c3d_0"]) {
        const event = json(line(action, { ...labels, name, exitCode: "0" }), identity);
        if (event === undefined) continue;
        assert.equal("podSandboxStatus" in event, false);
        assert.equal(event.containersStatuses[0].metadata.name, name);
      }
    }
    assert.equal(engineEvent(line("create", labels), identity)?.kubernetes, false);
  }
});

Deno.test("engineEvent() names the pod of what cri-dockerd made", () => {
  const attributes = {
    name: "k8s_main_web-0_shop_0a1b2c3d-1111-2222-3333-444455556666_2",
    image: "web:1",
    "io.kubernetes.docker.type": "container",
    "io.kubernetes.sandbox.id": POD,
  };
  const event = engineEvent(line("start", attributes), DOCKER);
  assert.equal(event?.kubernetes, true);
  assert.deepEqual(event?.message.podSandboxStatus?.metadata, {
    name: "web-0",
    namespace: "shop",
    uid: "0a1b2c3d-1111-2222-3333-444455556666",
    attempt: 2,
  });
  assert.deepEqual(event?.message.containersStatuses?.[0]?.metadata, { name: "main", attempt: 2 });
});

Deno.test("engineEvent() leaves out what is no event of a life, and takes no label for a time", () => {
  const others = ["exec_create: true", "attach", "init", "health_status: healthy", "stop", ""];
  for (const action of others) assert.equal(engineEvent(line(action, {}), DOCKER), undefined);
  for (const type of ["image", "network", ""]) {
    assert.equal(engineEvent(line("create", {}, type), DOCKER), undefined);
  }
  assert.equal(engineEvent("5", DOCKER), undefined);
  assert.throws(() => engineEvent("<html>", DOCKER), SyntaxError);
  const label = { timeNano: "7", ['x"timeNano":8']: "y" };
  assert.equal(engineEvent(line("create", label), DOCKER)?.timeNs, BigInt(NANO));
});

Deno.test("engineEvent() takes any JSON", () => {
  fc.assert(
    fc.property(fc.json(), fc.dictionary(fc.string(), fc.jsonValue()), (text, attributes) => {
      engineEvent(text, DOCKER);
      engineEvent(line("start", attributes), PODMAN);
    }),
  );
});
