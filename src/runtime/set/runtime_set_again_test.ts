import assert from "assert";
import { Place } from "#tests/fakes/endpoint_place.ts";
import type { FakeCri } from "#tests/fakes/fake_cri.ts";
import type { FakeContainer } from "#tests/fakes/cri_script.ts";
import { SocketClient } from "./socket_client.ts";

const A = "a".repeat(64);
const S = "5".repeat(64);

const container = (id: string, name: string): FakeContainer => ({ id, sandboxId: S, name });

Deno.test("RuntimeSet.find() asks nobody again who has said no for good, and says still that he did", async () => {
  await using place = await Place.create();
  const quick = await place.fake("quick", { runtime: { name: "docker", version: "1" } });
  const slow = await place.fake("slow", { runtime: { name: "cri-o", version: "1" } });
  const set = place.set(["quick", "slow"]);
  await set.start();
  const denied = new Set<string>([place.path("quick")]);
  const said: string[] = [];
  const denials = {
    add: ({ endpoint }: { endpoint: string }) => void said.push(endpoint),
    isFinal: ({ endpoint }: { endpoint: string }) => denied.has(endpoint),
  };
  const first = await set.find(A, undefined, { denials });
  assert(first.found === undefined);
  assert.deepEqual(first.misses.map(({ endpoint }) => endpoint).sort(), [
    place.path("quick"),
    place.path("slow"),
  ]);
  assert.deepEqual([said, first.isFinal], [[place.path("slow")], false]);
  denied.add(place.path("slow"));
  const second = await set.find(A, undefined, { denials });
  assert(second.found === undefined);
  assert.deepEqual([said.length, second.isFinal, second.misses.length], [1, true, 2]);
  assert.equal(quick.calls["runtime.v1/ListContainers"], undefined);
  // CRI-O would log a warning for each.
  assert.equal(slow.calls["runtime.v1/ListContainers"], undefined);
});

Deno.test("RuntimeSet.find() says whether an answer may become better, and asks only who may know more", async () => {
  await using place = await Place.create();
  const labels = { "io.kubernetes.docker.type": "container" };
  const runtime = { name: "docker", endpoint: place.path("docker") };
  const known = { id: A, sandbox: false, labels, annotations: {}, runtime };
  const dockerd = await place.fake("dockerd", { runtime: { name: "docker", version: "1" } });
  const other = await place.fake("other", { runtime: { name: "cri-o", version: "1" } });
  const clients: string[] = [];
  const set = place.set(["docker", "dockerd", "other"], {
    createClient: (candidate) => {
      if (!candidate.path.endsWith("/docker.sock")) {
        return new SocketClient(candidate.path, ["cri"], { timeoutMs: 800, listTimeoutMs: 800 });
      }
      return {
        endpoint: candidate.path,
        kind: "docker",
        probe: () => Promise.resolve({ name: "docker", api: "Docker 1.41" }),
        list: () => Promise.resolve([]),
        find: () => Promise.resolve(clients.push("docker") > 0 ? known : undefined),
        cgroupHint: () => Promise.resolve(undefined),
        [Symbol.dispose]() {},
      };
    },
  });
  await Deno.writeTextFile(place.path("docker"), "");
  using _listener = Deno.listen({ transport: "unix", path: `${place.path("docker")}.real` });
  await Deno.remove(place.path("docker"));
  await Deno.symlink(`${place.path("docker")}.real`, place.path("docker"));
  await set.start();
  const first = await set.find(A);
  assert(first.found !== undefined && first.mayImprove);
  const calls = (fake: FakeCri) => fake.calls["runtime.v1/ListContainers"] ?? 0;
  const before = calls(dockerd);
  const second = await set.find(A, undefined, { known });
  assert(second.found === undefined);
  assert.deepEqual([second.isFinal, clients.length, calls(dockerd) - before], [false, 1, 1]);
  dockerd.add([{ id: S, name: "web", namespace: "shop", uid: "u" }], [container(A, "first")]);
  const third = await set.find(A, undefined, { known });
  assert.equal(third.found?.name, "first");
  assert.equal(third.found !== undefined && third.mayImprove, false);
  assert.equal(other.calls["runtime.v1/Version"], 1);
});
