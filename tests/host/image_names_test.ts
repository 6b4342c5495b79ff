import assert from "assert";
import { ContainerdClient } from "#runtime/containerd/client.ts";
import { CriClient } from "#runtime/cri/client.ts";
import { DockerClient } from "#runtime/docker/client.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { Containerd } from "./containerd.ts";
import { criCall } from "./cri_client.ts";
import { DOCKER_IMAGE, Dockerd } from "./dockerd.ts";
import { until } from "./exec.ts";
import { WORKLOAD_IMAGE } from "./image.ts";
import { Podman, PODMAN_IMAGE } from "./podman.ts";
import { unmet } from "./requirements.ts";

const SLEEPER = ["/bin/sleep", "1000"];

/** What look-ups and the list say of containers' images, which is to be the same. */
async function referencesOf(
  client: { find(id: string): Promise<ContainerRecord | undefined> } & {
    list(): Promise<ContainerRecord[]>;
  },
  ids: Readonly<Record<string, string>>,
): Promise<Record<string, string | undefined>> {
  const listed = await client.list();
  const references: Record<string, string | undefined> = {};
  for (const [name, id] of Object.entries(ids)) {
    const reference = (await client.find(id))?.image?.reference;
    assert.equal(listed.find((record) => record.id === id)?.image?.reference, reference, name);
    references[name] = reference;
  }
  return references;
}

Deno.test({
  name:
    "DockerClient names images of a real dockerd by name, id and short id, also when a build has taken the tag",
  ignore: unmet("dockerd", "docker", "busybox") !== undefined,
  async fn() {
    await using host = await Dockerd.start();
    const image = await host.docker("image", "inspect", "--format", "{{.Id}}", DOCKER_IMAGE);
    const ids: Record<string, string> = {};
    const run = async (name: string, by: string) => {
      ids[name] = await host.runImage(by, name, SLEEPER);
    };
    await run("tag", DOCKER_IMAGE);
    await run("id", image);
    await run("digits", image.slice("sha256:".length));
    await run("short", image.slice("sha256:".length).slice(0, 12));
    await run("short-prefixed", image.slice(0, "sha256:".length + 8));
    // Called by digits, and not by those of its id: a name like any other.
    await host.docker("tag", DOCKER_IMAGE, "cafecafe:latest");
    await run("called", "cafecafe");
    await host.docker("rmi", "cafecafe");

    {
      using client = new DockerClient(host.socket);
      assert.deepEqual(await referencesOf(client, ids), {
        tag: DOCKER_IMAGE,
        id: DOCKER_IMAGE,
        digits: DOCKER_IMAGE,
        short: DOCKER_IMAGE,
        "short-prefixed": DOCKER_IMAGE,
        called: "cafecafe",
      });
      // What a new build does: the name is another image's now, and this one has none.
      await host.docker("commit", "--change", "ENV A=1", "tag", DOCKER_IMAGE);
      await run("nameless", image);
      assert.equal((await client.find(ids["nameless"] ?? ""))?.image?.reference, undefined);
      assert.deepEqual((await client.find(ids["nameless"] ?? ""))?.image, { id: image });
    }
    // Started anew, as after a restart of critter.
    using client = new DockerClient(host.socket);
    assert.deepEqual(await referencesOf(client, ids), {
      tag: DOCKER_IMAGE,
      id: undefined,
      digits: undefined,
      short: undefined,
      "short-prefixed": undefined,
      called: "cafecafe",
      nameless: undefined,
    });
    // It gets another name: who comes then is told by that, and the others soon.
    await host.docker("tag", image, "again:2");
    await run("renamed", image);
    assert.equal((await client.find(ids["renamed"] ?? ""))?.image?.reference, "again:2");
    assert.equal((await client.find(ids["id"] ?? ""))?.image?.reference, "again:2");
  },
});

Deno.test({
  name:
    "DockerClient names images of a real Podman by name, id and short id, and by what they are called now",
  ignore: unmet("podman", "conmon", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Podman.start();
    const image = await host.podman("image", "inspect", "--format", "{{.Id}}", PODMAN_IMAGE);
    const ids: Record<string, string> = {};
    const run = async (name: string, by: string) => {
      ids[name] = await host.runImage(by, name, SLEEPER);
    };
    await run("tag", PODMAN_IMAGE);
    await run("id", `sha256:${image}`);
    await run("digits", image);
    await run("short", image.slice(0, 12));
    using client = new DockerClient(host.socket);
    const named = {
      tag: PODMAN_IMAGE,
      id: PODMAN_IMAGE,
      digits: PODMAN_IMAGE,
      short: PODMAN_IMAGE,
    };
    assert.deepEqual(await referencesOf(client, ids), named);
    await host.podman("untag", PODMAN_IMAGE);
    await run("nameless", image);
    assert.deepEqual((await client.find(ids["nameless"] ?? ""))?.image, { id: `sha256:${image}` });
    await host.podman("tag", image, "localhost/again:2");
    await run("renamed", `sha256:${image}`);
    assert.equal((await client.find(ids["renamed"] ?? ""))?.image?.reference, "localhost/again:2");
  },
});

Deno.test({
  name:
    "CriClient names an image of a real containerd by what it is called when a container is made",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const tagsOf = async (name: string) => {
      const { image } = await criCall<{ image: { id: string; repo_tags: string[] } | null }>(
        host.socket,
        "ImageStatus",
        { image: { image: name } },
      );
      return image;
    };
    const { id: image = "" } = await tagsOf(WORKLOAD_IMAGE) ?? {};
    const ctr = (...args: string[]) => host.ctr("-n", "k8s.io", "images", ...args);
    /** The CRI plugin hears of ctr's images later than ctr has finished. */
    const renamed = (tags: readonly string[]) =>
      until(`tags ${tags}`, 10_000, async () => {
        const now = await tagsOf(image);
        return now !== null && tags.toString() === now.repo_tags.toString() ? now : undefined;
      });
    const pod = await host.runPod({ name: "web", containers: [{ name: "first", image }] });
    using client = new CriClient(host.socket);
    const referenceOf = async (name: string) =>
      (await client.find(pod.containers[name] ?? ""))?.image?.reference;
    assert.equal(await referenceOf("first"), WORKLOAD_IMAGE);

    await ctr("tag", WORKLOAD_IMAGE, "localhost/renamed:2");
    await ctr("rm", WORKLOAD_IMAGE);
    await renamed(["localhost/renamed:2"]);
    await pod.add({ name: "second", image });
    assert.equal(await referenceOf("second"), "localhost/renamed:2");
    await pod.add({ name: "short", image: image.slice(0, "sha256:".length + 12) });
    assert.equal(await referenceOf("short"), "localhost/renamed:2");
    await pod.add({ name: "named", image: "localhost/renamed:2" });

    await ctr("tag", "localhost/renamed:2", "localhost/third:3");
    await ctr("rm", "localhost/renamed:2");
    await renamed(["localhost/third:3"]);
    await pod.add({ name: "third", image });
    assert.equal(await referenceOf("third"), "localhost/third:3");
    // As written in the pod, and so it stays.
    assert.equal(await referenceOf("named"), "localhost/renamed:2");

    using native = new ContainerdClient(host.socket);
    // containerd itself keeps the name that it was made by.
    const made = (await native.find(pod.containers["first"] ?? ""))?.image;
    assert.deepEqual(made, { reference: WORKLOAD_IMAGE });
  },
});

for (
  const [title, start] of [
    ["dockerd", () => Dockerd.start()],
    ["Podman", () => Podman.start()],
  ] as const
) {
  Deno.test({
    name:
      `DockerClient takes no name that only looks like Kubernetes' for a pod's, of a real ${title}`,
    ignore: unmet("dockerd", "docker", "podman", "conmon", "runc", "busybox") !== undefined,
    async fn() {
      await using host = await start();
      using client = new DockerClient(host.socket);
      const names = ["k8s_web_api_prod_x_0", "k8s_POD_api_prod_x_0", "k8s_web_api_prod_x_0_1f"];
      for (const name of names) {
        const id = await host.run(name, SLEEPER, "--label", "io.kubernetes.container.name=web");
        const record = await client.find(id);
        assert.deepEqual([record?.name, record?.pod, record?.sandbox], [name, undefined, false]);
      }
      const labels = ["pod.name=api", "pod.namespace=prod", "container.name=web"];
      const named = async (name: string, ...more: string[]) => {
        const flags = [...labels, ...more].flatMap((
          label,
        ) => ["--label", `io.kubernetes.${label}`]);
        const record = await client.find(await host.run(name, SLEEPER, ...flags));
        return [record?.name, record?.pod];
      };
      // Anybody can set these; cri-dockerd's containers have its own as well.
      assert.deepEqual(await named("plain"), ["plain", undefined]);
      assert.deepEqual(await named("own", "docker.type=container"), [
        "web",
        { name: "api", namespace: "prod", labels: {} },
      ]);
    },
  });
}
