import assert from "assert";
import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";
import { FakeCri } from "#tests/fakes/fake_cri.ts";
import type { CriScript } from "#tests/fakes/cri_script.ts";
import { CriClient } from "./client.ts";
import { RuntimeError } from "../runtime_error.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const S = "5".repeat(64);
const SHA = `sha256:${"1".repeat(64)}`;
const UID = "0a1b2c3d-1111-2222-3333-444455556666";

const POD: Partial<CriScript> = {
  sandboxes: [{
    id: S,
    name: "web-0",
    namespace: "shop",
    uid: UID,
    labels: { app: "web", "io.kubernetes.container.name": "POD" },
    pid: 41,
    cgroupsPath: "kubepods-besteffort.slice:cri-containerd:" + S,
  }],
  containers: [{
    id: A,
    sandboxId: S,
    name: "main",
    image: SHA,
    imageRef: SHA,
    attempt: 2,
    createdAtNs: "1763862255012345678",
    labels: { "io.kubernetes.pod.name": "web-0", "io.kubernetes.container.name": "main" },
    pid: 42,
    cgroupsPath: `/kubepods/besteffort/pod${UID}/${A}`,
  }],
  images: [{ id: SHA, repoTags: ["registry.example/web:1"] }],
};

/** A fake runtime and a client for it, in a folder of their own. */
async function withFake(
  script: Partial<CriScript>,
  work: (client: CriClient, fake: FakeCri) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const socket = `${folder}/cri.sock`;
    await using fake = await FakeCri.start({ socket, ...script });
    using client = new CriClient(socket, { timeoutMs: 500 });
    await work(client, fake);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function failure(kind: RuntimeError["kind"], reason: RegExp) {
  return (error: unknown) => {
    assert(error instanceof RuntimeError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.reason, reason);
    return true;
  };
}

Deno.test("CriClient.find() joins a container with its sandbox and its image's name", () =>
  withFake(POD, async (client) => {
    const record = await client.find(A);
    assert.deepEqual(record, {
      id: A,
      name: "main",
      sandbox: false,
      sandboxId: S,
      state: "running",
      createdAtNs: 1763862255012345678n,
      attempt: 2,
      image: { reference: "registry.example/web:1", id: SHA },
      labels: { "io.kubernetes.pod.name": "web-0", "io.kubernetes.container.name": "main" },
      annotations: {},
      pod: { name: "web-0", namespace: "shop", uid: UID, labels: { app: "web" } },
      runtime: { name: "containerd", version: "1.7.0", endpoint: client.endpoint, cri: true },
    });
  }));

Deno.test("CriClient.find() gives a sandbox as such", () =>
  withFake(POD, async (client) => {
    const record = await client.find(S);
    assert.equal(record?.sandbox, true);
    assert.equal(record?.name, undefined);
    assert.deepEqual(record?.pod, {
      name: "web-0",
      namespace: "shop",
      uid: UID,
      labels: { app: "web" },
    });
  }));

Deno.test("CriClient.find() does not take a prefix for the id", () =>
  withFake(POD, async (client) => {
    assert.equal(await client.find("a".repeat(12)), undefined);
    assert.equal(await client.find(B), undefined);
  }));

Deno.test("CriClient.find() copes with a runtime that ignores the filter", () =>
  withFake({ ...POD, ignoreIdFilter: true }, async (client) => {
    assert.equal((await client.find(A))?.name, "main");
    assert.equal(await client.find(B), undefined);
  }));

Deno.test("CriClient.find() names a container whose image and sandbox are gone", () =>
  withFake({ containers: POD.containers ?? [] }, async (client) => {
    const record = await client.find(A);
    assert.deepEqual(record?.image, { id: SHA });
    assert.deepEqual(record?.pod, { name: "web-0", labels: {} });
  }));

Deno.test("CriClient.list() gives containers and sandboxes, and asks once for a shared image", () =>
  withFake({
    ...POD,
    containers: [...POD.containers ?? [], {
      id: B,
      sandboxId: S,
      name: "side",
      image: SHA,
      userSpecifiedImage: "web:asked",
      state: "exited",
    }],
  }, async (client, fake) => {
    const records = await client.list();
    assert.deepEqual(records.map(({ id }) => id), [A, B, S]);
    assert.deepEqual(records.map(({ image }) => image?.reference), [
      "registry.example/web:1",
      "web:asked",
      undefined,
    ]);
    assert.deepEqual(records.map(({ state }) => state), ["running", "exited", "running"]);
    await client.list();
    assert.equal(fake.calls["runtime.v1/ImageStatus"], 1);
  }));

Deno.test("CriClient.cgroupHint() reads the verbose status of containers and sandboxes", () =>
  withFake(POD, async (client) => {
    assert.deepEqual(await client.cgroupHint(A), {
      path: `/kubepods/besteffort/pod${UID}/${A}`,
      pid: 42,
    });
    assert.deepEqual(await client.cgroupHint(S), {
      path: `/kubepods.slice/kubepods-besteffort.slice/cri-containerd-${S}.scope`,
      pid: 41,
    });
    assert.equal(await client.cgroupHint(B), undefined);
  }));

for (const name of ["containerd", "cri-o", "docker", "another"]) {
  const runtime = { name, version: "1.36.0" };
  Deno.test(`CriClient leaves the log of ${name} alone that does not have what is asked for`, () =>
    withFake({ ...POD, runtime }, async (client, fake) => {
      assert.equal((await client.find(A))?.pod?.name, "web-0");
      assert.equal((await client.cgroupHint(A))?.pid, 42);
      for (const id of [B, "c".repeat(64), A.slice(1), "web"]) {
        assert.equal(await client.find(id), undefined);
      }
      assert.deepEqual(fake.log, []);
    }));
}

Deno.test("CriClient.find() asks containerd no more than two lists for an id that it does not have", () =>
  withFake(POD, async (client, fake) => {
    assert.equal(await client.find(B), undefined);
    assert.deepEqual(fake.calls, {
      "runtime.v1/Version": 1,
      "runtime.v1/ListContainers": 1,
      "runtime.v1/ListPodSandbox": 1,
    });
  }));

Deno.test("CriClient.probe() falls back to v1alpha2", () =>
  withFake({ ...POD, packages: ["runtime.v1alpha2"] }, async (client) => {
    assert.deepEqual(await client.probe(), {
      name: "containerd",
      version: "1.7.0",
      api: "CRI v1alpha2",
      shortfall: "speaks only v1alpha2",
    });
    assert.equal((await client.find(A))?.name, "main");
  }));

Deno.test("CriClient.probe() says that the CRI plugin is disabled", () =>
  withFake({ packages: [] }, async (client) => {
    await assert.rejects(client.probe(), failure("unimplemented", /serves no CRI/));
  }));

Deno.test("CriClient.find() gives up at its deadline", () =>
  withFake({ ...POD, methods: { ListContainers: { hang: true } } }, async (client) => {
    await assert.rejects(client.find(A), failure("timeout", /^no answer in 500 ms$/));
  }));

Deno.test("CriClient.find() ends when its signal says so", () =>
  withFake({ ...POD, methods: { ListContainers: { hang: true } } }, async (client) => {
    const stop = new AbortController();
    const found = client.find(A, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await assert.rejects(found, failure("aborted", /gave up/));
  }));

Deno.test("CriClient says what the runtime complained about", () =>
  withFake(
    { methods: { ListContainers: { failure: { code: 2, message: "not initialized yet" } } } },
    async (client) => {
      await assert.rejects(client.list(), failure("failed", /not initialized yet/));
    },
  ));

for (
  const [behaviour, kind, reason] of [
    ["hang", "timeout", /^no answer in 500 ms$/],
    ["garbage", "protocol", /^it does not speak gRPC/],
    ["half-close", "protocol", /^it does not speak gRPC/],
    ["cut", "unreachable", /^the connection broke/],
  ] as const
) {
  Deno.test(`CriClient.probe() survives a server that does "${behaviour}"`, () =>
    withFake({ ...POD, behaviour }, async (client) => {
      await assert.rejects(client.probe(), failure(kind, reason));
    }));
}

Deno.test("CriClient.probe() tells a missing socket from one that nobody serves", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/x.sock`;
    using client = new CriClient(path);
    await assert.rejects(client.probe(), failure("absent", /^no such file$/));
    await Deno.writeTextFile(path, "");
    await assert.rejects(client.probe(), failure("not-a-socket", /^not a socket$/));
    await Deno.remove(path);
    const listener = Deno.listen({ transport: "unix", path: `${path}.new` });
    // Renamed, so that closing does not take the file away.
    await Deno.rename(`${path}.new`, path);
    listener.close();
    await assert.rejects(client.probe(), failure("refused", /refused/));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("CriClient.list() reads lists beyond gRPC's usual 4 MiB, and beyond 16 MiB", () =>
  withFake({ generate: 20_000 }, async (client) => {
    assert.equal((await client.list()).length, 22_000);
  }));

Deno.test("CriClient.list() reads a list of nearly 80 MiB, and gets a larger one in batches", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const socket = `${folder}/cri.sock`;
    // 4,127 bytes each.
    const script = { socket, generate: 20_000, generatedNoteBytes: 3700, batch: 5000 };
    await using fake = await FakeCriProcess.start(script, "node");
    using client = new CriClient(socket, { timeoutMs: 5000, listTimeoutMs: 60_000 });
    assert.equal((await client.list()).length, 22_000);
    const batches = async () => {
      const { calls } = await fake.tell({ command: "calls" });
      return (calls as Record<string, number>)["runtime.v1/StreamContainers"];
    };
    assert.equal(await batches(), undefined);
    await fake.tell({ command: "update", script: { generate: 20_800 } });
    const records = await client.list();
    assert.equal(records.length, 22_880);
    assert.equal(new Set(records.map(({ id }) => id)).size, 22_880);
    assert.equal(await batches(), 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("CriClient.list() asks for batches where the server will not send all at once", () =>
  withFake({ generate: 2000, maxSendBytes: 400_000, batch: 300 }, async (client, fake) => {
    const records = await client.list();
    assert.equal(records.length, 2200);
    assert.deepEqual(records[0]?.pod?.labels, { app: "generated" });
    assert.equal(fake.calls["runtime.v1/StreamContainers"], 1);
  }));

Deno.test("CriClient.list() asks pod by pod where the server has no batches", () =>
  withFake({ generate: 500, maxSendBytes: 50_000 }, async (client, fake) => {
    const records = await client.list();
    assert.equal(new Set(records.map(({ id }) => id)).size, 550);
    assert.equal(fake.calls["runtime.v1/ListContainers"], 51);
  }));

Deno.test("CriClient works on after its runtime was made anew", () =>
  withFake(POD, async (client, fake) => {
    assert.equal((await client.find(A))?.name, "main");
    await fake.down();
    await assert.rejects(client.find(A), failure("absent", /no such file/));
    await fake.up();
    assert.equal((await client.find(A))?.name, "main");
  }));

Deno.test("CriClient.list() is not stuck by a restart of its runtime in the middle of it", () =>
  withFake(
    { ...POD, methods: { ListContainers: { hang: true, times: 1 } } },
    async (client, fake) => {
      await client.probe();
      const list = client.list().catch((error: unknown) => error);
      while (fake.calls["runtime.v1/ListContainers"] === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await fake.down();
      await fake.up();
      const early = await list;
      // The call is made once more where the cut was a clean one.
      if (early instanceof RuntimeError) assert(early.connectionLost, early.message);
      else assert(Array.isArray(early) && early.length === 2);
      assert.equal((await client.list()).length, 2);
    },
  ));

for (const value of ["*", "localhost,127.0.0.1,.svc"]) {
  Deno.test(`CriClient asks its socket also with NO_PROXY=${value}`, () =>
    withFake(POD, async (client) => {
      const before = Deno.env.get("NO_PROXY");
      Deno.env.set("NO_PROXY", value);
      try {
        assert.equal((await client.find(A))?.name, "main");
        assert.equal(Deno.env.get("NO_PROXY"), value);
      } finally {
        if (before === undefined) Deno.env.delete("NO_PROXY");
        else Deno.env.set("NO_PROXY", before);
      }
    }));
}
