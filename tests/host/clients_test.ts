import assert from "assert";
import { ContainerdClient } from "#runtime/containerd/client.ts";
import { CriClient } from "#runtime/cri/client.ts";
import { DockerClient } from "#runtime/docker/client.ts";
import { SocketClient } from "#runtime/set/socket_client.ts";
import { Containerd } from "./containerd.ts";
import { Dockerd } from "./dockerd.ts";
import { buildOciArchive, WORKLOAD_IMAGE } from "./image.ts";
import { Podman } from "./podman.ts";
import { unmet } from "./requirements.ts";

const SLEEPER = ["/bin/sh", "-c", "while :; do sleep 1000; done"];
const UNKNOWN = "a".repeat(64);
const NERDCTL_ID = "e".repeat(64);

Deno.test({
  name: "ContainerdClient names pods and what ctr made in other namespaces",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const pod = await host.runPod({ name: "p", labels: { app: "x" }, containers: [{ name: "c" }] });
    const archive = await buildOciArchive(`${host.dir}/again`);
    await host.ctr("-n", "edge", "images", "import", archive);
    const make = ["-n", "edge", "containers", "create", "--label", "a=b", WORKLOAD_IMAGE];
    await host.ctr(...make, "made");
    // As nerdctl does for a service of Compose.
    const composed = {
      "nerdctl/name": "shop-web-1",
      "nerdctl/namespace": "default",
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": "web",
    };
    await host.ctr("-n", "default", "images", "import", archive);
    await host.ctr(
      ...["-n", "default", "containers", "create"],
      ...Object.entries(composed).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
      ...[WORKLOAD_IMAGE, NERDCTL_ID],
    );
    using client = new ContainerdClient(host.socket);
    const { name, version = "", api } = await client.probe();
    assert.deepEqual([name, api], ["containerd", "containerd v1"]);
    const runtime = { name, version, endpoint: host.socket };

    const list = await client.list();
    const id = pod.containers["c"] ?? "";
    assert.deepEqual(
      list.map(({ id }) => id).sort(),
      [id, pod.sandboxId, "made", NERDCTL_ID].sort(),
    );
    const { createdAtNs, labels, ...made } = list.find(({ id }) => id === "made") ?? {};
    assert(createdAtNs !== undefined && createdAtNs > 1_700_000_000_000_000_000n);
    assert.equal(labels?.["a"], "b");
    assert.deepEqual(made, {
      id: "made",
      name: "made",
      sandbox: false,
      state: "created",
      image: { reference: WORKLOAD_IMAGE },
      annotations: {},
      cgroupPath: "/edge/made",
      runtime: { ...runtime, namespace: "edge" },
    });
    assert.equal((await client.find("made"))?.runtime.namespace, "edge");
    assert.deepEqual(await client.cgroupHint("made"), { path: "/edge/made" });
    assert.equal(await client.cgroupHint("made", undefined, "k8s.io"), undefined);

    const nerdctl = await client.find(NERDCTL_ID);
    assert.deepEqual(
      [nerdctl?.name, nerdctl?.image, nerdctl?.cgroupPath, nerdctl?.runtime.namespace],
      ["shop-web-1", { reference: WORKLOAD_IMAGE }, `/default/${NERDCTL_ID}`, "default"],
    );
    for (const [key, value] of Object.entries(composed)) {
      assert.equal(nerdctl?.labels[key], value);
    }

    const found = await client.find(id);
    const { namespace, uid } = pod;
    assert.deepEqual(found?.pod, { name: "p", namespace, uid, labels: { app: "x" } });
    assert.deepEqual([found?.name, found?.sandboxId, found?.state], [
      "c",
      pod.sandboxId,
      "running",
    ]);
    assert.deepEqual(found, list.find((record) => record.id === id));
    const hint = await client.cgroupHint(id);
    assert.equal(hint?.path, `${pod.cgroup}/${id}`);
    assert.match(await Deno.readTextFile(`/proc/${hint?.pid}/cgroup`), new RegExp(id));
    const sandbox = await client.find(pod.sandboxId);
    assert.deepEqual([sandbox?.sandbox, sandbox?.name, sandbox?.pod], [
      true,
      undefined,
      found?.pod,
    ]);

    for (const unknown of [UNKNOWN, "x", "-x", "", "../made"]) {
      assert.equal(await client.find(unknown), undefined);
    }
  },
});

/** What both Docker and Podman are to say of a container "web" with a label. */
async function assertNamed(client: DockerClient, id: string, runtime: string): Promise<void> {
  const { name, version = "" } = await client.probe();
  assert.equal(name, runtime);
  const record = await client.find(id);
  const { createdAtNs = 0n, image, ...rest } = record ?? {};
  assert(createdAtNs > 1_700_000_000_000_000_000n);
  assert.match(image?.reference ?? "", /^(?:localhost\/)?bb:1$/);
  assert.match(image?.id ?? "", /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual(rest, {
    id,
    name: "web",
    sandbox: false,
    state: "running",
    labels: { app: "web" },
    annotations: {},
    runtime: { name, version, endpoint: client.endpoint },
  });
  const listed = (await client.list()).find((other) => other.id === id);
  assert.deepEqual([listed?.name, listed?.image, listed?.state], ["web", image, "running"]);
  const hint = await client.cgroupHint(id);
  assert.match(await Deno.readTextFile(`/proc/${hint?.pid}/cgroup`), new RegExp(id));
  for (const unknown of [UNKNOWN, "web", id.slice(0, 12), "", "../version"]) {
    assert.equal(await client.find(unknown), undefined);
  }
}

Deno.test({
  name: "CriClient leaves containerd's log alone that does not have what is asked for",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const pod = await host.runPod({ name: "p", containers: [{ name: "c" }] });
    const id = pod.containers["c"] ?? "";
    using client = new CriClient(host.socket);
    assert.equal((await client.find(id))?.pod?.name, "p");
    assert.equal((await client.find(pod.sandboxId))?.sandbox, true);
    assert.equal(await client.find(UNKNOWN), undefined);
    assert.equal((await client.cgroupHint(id))?.path, `${pod.cgroup}/${id}`);
    // The log does tell of what is asked otherwise, and of that alone.
    assert.equal(await client.cgroupHint(UNKNOWN), undefined);
    await host.halt();
    const log = await Deno.readTextFile(`${host.dir}/containerd.log`);
    assert.equal(log.match(/Status for .* failed/g)?.length, 2, log);
  },
});

Deno.test({
  name:
    "DockerClient names dockerd's containers, and ContainerdClient finds them in its containerd",
  ignore: unmet("dockerd", "docker", "busybox") !== undefined,
  async fn() {
    await using host = await Dockerd.start();
    const id = await host.run("web", SLEEPER, "--label", "app=web");
    using client = new DockerClient(host.socket);
    await assertNamed(client, id, "docker");
    const own = host.socket.replace(/docker\.sock$/, "exec/containerd/containerd.sock");
    using native = new ContainerdClient(own);
    assert.equal((await native.find(id))?.runtime.namespace, "moby");
    using both = new SocketClient(own, ["cri", "containerd"], {
      timeoutMs: 2000,
      listTimeoutMs: 2000,
    });
    const { api, shortfall } = await both.probe();
    assert.deepEqual([api, shortfall], ["containerd v1", "CRI plugin disabled"]);
  },
});

Deno.test({
  name: "DockerClient names Podman's containers, and their pods",
  ignore: unmet("podman", "conmon", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Podman.start();
    const id = await host.run("web", SLEEPER, "--label", "app=web");
    using client = new DockerClient(host.socket);
    await assertNamed(client, id, "podman");
    const crowd = await host.pod("crowd", "--label", "team=x");
    const member = await host.run("member", SLEEPER, "--pod", "crowd");
    const pod = { name: "crowd", labels: { team: "x" } };
    const found = await client.find(member);
    assert.deepEqual([found?.pod, found?.sandboxId], [pod, crowd]);
    const inPod = (await client.list()).filter(({ sandboxId }) => sandboxId === crowd);
    assert.deepEqual(inPod.map(({ sandbox, pod }) => [sandbox, pod]).sort(), [
      [false, pod],
      [true, pod],
    ]);
  },
});
