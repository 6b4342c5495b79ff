import assert from "assert";
import { type EngineScript, FakeEngine } from "#tests/fakes/fake_engine.ts";
import { DockerClient } from "./client.ts";

const ID = "a".repeat(64);
const POD = "d".repeat(64);

async function withEngine(
  script: EngineScript,
  work: (client: DockerClient, engine: FakeEngine, path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/engine.sock`;
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const engine = stack.use(new FakeEngine(path, script));
  using client = new DockerClient(path, { timeoutMs: 5000 });
  await work(client, engine, path);
}

Deno.test("DockerClient knows Podman by its headers, and never asks for its slow /version", async () => {
  await withEngine({ podman: "5.2.0" }, async (client, engine) => {
    assert.deepEqual(await client.probe(), {
      name: "podman",
      version: "5.2.0",
      api: "Docker 1.41",
    });
    assert.deepEqual(engine.requests, ["/_ping"]);
  });
});

Deno.test("DockerClient knows Podman behind a proxy that lets /version pass alone", async () => {
  const refuse = () => new Response("no", { status: 403 });
  const version = {
    Version: "4.9.0",
    ApiVersion: "1.41",
    Components: [{ Name: "Podman Engine" }],
  };
  await withEngine({ routes: { "/_ping": refuse, "/version": version } }, async (client) => {
    assert.deepEqual(await client.probe(), {
      name: "podman",
      version: "4.9.0",
      api: "Docker 1.41",
    });
  });
});

Deno.test("DockerClient says of another HTTP server that it serves no Docker Engine API", async () => {
  const page = () => new Response("<html>", { status: 200 });
  await withEngine({ routes: { "/version": {} } }, async (client, _engine, path) => {
    await assert.rejects(client.probe(), {
      kind: "unimplemented",
      message: `Cannot ask the container runtime at ${path}: it serves no Docker Engine API`,
    });
  });
  await withEngine({ routes: { "/version": page } }, async (client) => {
    await assert.rejects(client.probe(), { kind: "protocol" });
  });
});

Deno.test("DockerClient gives containers of Podman's pods the pod's id, name and labels", async () => {
  const entry = {
    Id: ID,
    Names: ["web"],
    State: "running",
    Labels: { own: "1" },
    Pod: POD,
    PodName: "shop",
  };
  const pod = { Id: POD, Name: "shop", Labels: { app: "web" } };
  const routes = {
    "/v4.0.0/libpod/containers/json": [entry],
    "/v4.0.0/libpod/pods/json": [pod],
    [`/v4.0.0/libpod/pods/${POD}/json`]: pod,
  };
  await withEngine({ podman: "5.2.0", routes }, async (client, engine) => {
    const listed = await client.list();
    for (const record of [...listed, await client.find(ID)]) {
      assert.deepEqual(
        [record?.sandboxId, record?.pod, record?.labels],
        [POD, { name: "shop", labels: { app: "web" } }, { own: "1" }],
      );
    }
    engine.play({ "/v4.0.0/libpod/containers/json": [entry] });
    // The pod can be gone by now.
    assert.deepEqual((await client.list())[0]?.pod, { name: "shop", labels: {} });
    assert.deepEqual((await client.find(ID))?.pod, { name: "shop", labels: {} });
  });
});

Deno.test("DockerClient finds a container in the list, as Docker answers no inspection of one that starts", async () => {
  const sandbox = "5".repeat(64);
  const labels = { "io.kubernetes.docker.type": "container", "io.kubernetes.sandbox.id": sandbox };
  const entry = { Id: ID, Names: ["/web"], Labels: labels };
  const others = [{ Id: `${ID}0` }, { Id: sandbox, Labels: { app: "web" } }];
  await withEngine(
    { routes: { "/containers/json": [...others, entry] } },
    async (client, engine) => {
      const record = await client.find(ID);
      assert.deepEqual([record?.id, record?.name, record?.sandboxId], [ID, "web", sandbox]);
      assert.equal(await client.find("f".repeat(64)), undefined);
      const asked = engine.requests.filter((request) => request.startsWith("/containers/"));
      assert.equal(asked.length, 3);
      for (const request of asked) assert.match(request, /^\/containers\/json\?all=true&filters=/);
      assert.ok(decodeURIComponent(asked[0] ?? "").endsWith(`{"id":["${ID}"]}`));
    },
  );
});

Deno.test("DockerClient reads Compose's labels and what cri-dockerd made, pods and all, from a list", async () => {
  const sandbox = "5".repeat(64);
  const made = (name: string, type: string, labels: object) => ({
    Names: [`/k8s_${name}_web-0_shop_0a1b2c3d-1111-2222-3333-444455556666_0`],
    Labels: {
      "io.kubernetes.docker.type": type,
      "io.kubernetes.pod.name": "web-0",
      "io.kubernetes.pod.namespace": "shop",
      "io.kubernetes.pod.uid": "0a1b2c3d-1111-2222-3333-444455556666",
      ...labels,
    },
    State: "running",
  });
  const compose = { "com.docker.compose.project": "shop", "com.docker.compose.service": "db" };
  const routes = {
    "/containers/json": [
      { Id: ID, Names: ["/shop-db-1"], State: "running", Labels: compose },
      {
        Id: "b".repeat(64),
        ...made("main", "container", {
          "io.kubernetes.container.name": "main",
          "io.kubernetes.sandbox.id": sandbox,
        }),
      },
      { Id: sandbox, ...made("POD", "podsandbox", { app: "web", "annotation.note": "x" }) },
    ],
  };
  await withEngine({ routes }, async (client) => {
    const [plain, main, pause] = await client.list();
    assert.deepEqual([plain?.name, plain?.labels, plain?.pod], ["shop-db-1", compose, undefined]);
    assert.deepEqual([main?.name, main?.sandboxId, main?.sandbox], ["main", sandbox, false]);
    assert.deepEqual([pause?.name, pause?.sandboxId, pause?.sandbox], [undefined, sandbox, true]);
    for (const record of [main, pause]) {
      assert.deepEqual([record?.pod?.name, record?.pod?.namespace], ["web-0", "shop"]);
      assert.equal(record?.pod?.labels["app"], "web");
      assert.equal(record?.pod?.labels["annotation.note"], undefined);
    }
  });
});
