import assert from "assert";
import { type EngineRoute, type EngineScript, FakeEngine } from "#tests/fakes/fake_engine.ts";
import type { ContainerImage } from "../types.ts";
import { DockerClient } from "./client.ts";

const ID = "a".repeat(64);
const HEX = "0123456789abcdef".repeat(4);
const SHA = `sha256:${HEX}`;
const INSPECTION = `/containers/${ID}/json`;
const IMAGE = `/images/${SHA}/json`;

/** What the list, the inspection and the image say; routes that are left out answer 404. */
interface Told {
  readonly image: string;
  readonly state?: string;
  readonly written?: string | EngineRoute;
  readonly tags?: readonly string[];
  readonly digests?: readonly string[];
}

function routesOf({ image, state = "running", written, tags, digests }: Told) {
  const entry = { Id: ID, Names: ["/web"], Image: image, ImageID: SHA, State: state, Created: 9 };
  const inspection = typeof written === "string"
    ? { Id: ID, Name: "/web", Image: SHA, Config: { Image: written } }
    : written;
  return {
    "/containers/json": [entry],
    "/v4.0.0/libpod/containers/json": [entry],
    ...(inspection === undefined ? {} : { [INSPECTION]: inspection }),
    ...(tags === undefined && digests === undefined
      ? {}
      : { [IMAGE]: { Id: SHA, RepoTags: tags ?? null, RepoDigests: digests ?? null } }),
  };
}

async function withEngine(
  script: EngineScript,
  work: (client: DockerClient, engine: FakeEngine) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const engine = stack.use(new FakeEngine(`${folder}/engine.sock`, script));
  using client = new DockerClient(`${folder}/engine.sock`, { timeoutMs: 5000 });
  await work(client, engine);
}

/** What look-up and list say of the image, and which of inspection and image they asked for that. */
async function told(
  what: Told,
  podman?: string,
): Promise<{ image: ContainerImage | undefined; asked: string[] }> {
  let image: ContainerImage | undefined;
  let asked: string[] = [];
  const script = { routes: routesOf(what), ...podman === undefined ? {} : { podman } };
  await withEngine(script, async (client, engine) => {
    image = (await client.find(ID))?.image;
    asked = engine.requests.filter((path) => path === INSPECTION || path === IMAGE);
    assert.deepEqual((await client.list())[0]?.image, image, "lists say the same");
  });
  return { image, asked };
}

Deno.test("DockerClient asks nothing more about an image that the list names", async () => {
  for (const image of ["web:1", "web", "localhost:5000/web", `web@${SHA}`, "cafe"]) {
    assert.deepEqual(await told({ image, tags: ["other:1"] }), {
      image: { reference: image, id: SHA },
      asked: [],
    });
  }
});

Deno.test("DockerClient takes the name that the container was started by from its inspection", async () => {
  assert.deepEqual(await told({ image: SHA, written: "web:1", tags: ["other:1"] }), {
    image: { reference: "web:1", id: SHA },
    asked: [INSPECTION],
  });
});

for (const image of [SHA, HEX, HEX.slice(0, 12), `sha256:${HEX.slice(0, 8)}`, "0"]) {
  Deno.test(`DockerClient names the image of a container started by ${image.slice(0, 20)}`, async () => {
    const digest = `r.example/web@${SHA}`;
    const both = { image, written: image };
    assert.deepEqual(await told({ ...both, tags: ["web:1", "web:2"], digests: [digest] }), {
      image: { reference: "web:1", repoDigests: [digest], id: SHA },
      asked: [INSPECTION, IMAGE],
    });
    assert.deepEqual((await told({ ...both, digests: [digest] })).image, {
      reference: digest,
      repoDigests: [digest],
      id: SHA,
    });
    // Nobody knows a name: it has none.
    for (const tags of [[], ["<none>:<none>"]]) {
      assert.deepEqual((await told({ ...both, tags })).image, { id: SHA });
    }
    assert.deepEqual((await told(both)).image, { id: SHA });
    assert.deepEqual((await told({ image })).image, { id: SHA });
  });
}

Deno.test("DockerClient inspects a container that is starting only if its image has no name", async () => {
  const starting = { image: SHA, state: "created" };
  assert.deepEqual(await told({ ...starting, written: "web:1", tags: ["other:1"] }), {
    image: { reference: "other:1", id: SHA },
    asked: [IMAGE],
  });
  assert.deepEqual(await told({ ...starting, written: "web:1", tags: [] }), {
    image: { reference: "web:1", id: SHA },
    asked: [IMAGE, INSPECTION],
  });
  // Docker holds the inspection back until the container has started.
  const never = Promise.withResolvers<Response>();
  const routes = routesOf({ ...starting, written: () => never.promise, tags: [] });
  await withEngine({ routes }, async (client) => {
    const started = performance.now();
    assert.deepEqual((await client.find(ID))?.image, { id: SHA });
    assert(performance.now() - started < 4000, "long before the call's own limit");
    never.resolve(new Response());
  });
});

Deno.test("DockerClient does not inspect Podman's containers, whose list says what they were started by", async () => {
  assert.deepEqual(await told({ image: HEX, written: "web:1", tags: ["web:2"] }, "5.2.0"), {
    image: { reference: "web:2", id: SHA },
    asked: [IMAGE],
  });
});

Deno.test("DockerClient inspects a container once, and forgets it when it is gone", async () => {
  const routes = routesOf({ image: SHA, written: "web:1" });
  await withEngine({ routes }, async (client, engine) => {
    const inspections = () => engine.requests.filter((path) => path === INSPECTION).length;
    for (let n = 0; n < 3; n++) await client.list();
    assert.equal(inspections(), 1);
    engine.play({ "/containers/json": [] });
    assert.deepEqual(await client.list(), []);
    engine.play(routes);
    assert.equal((await client.list())[0]?.image?.reference, "web:1");
    assert.equal(inspections(), 2);
  });
});
