import assert from "assert";
import type { CriScript } from "#tests/fakes/cri_script.ts";
import { FakeCri } from "#tests/fakes/fake_cri.ts";
import type { ContainerRecord } from "../types.ts";
import { CriClient } from "./client.ts";

const A = "a".repeat(64);
const SHA = `sha256:${"1".repeat(64)}`;

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

Deno.test("CriClient gives the digests that registries have an image by, where the list or the image has them", async () => {
  const digest = `registry.example/web@sha256:${"2".repeat(64)}`;
  const imageOf = async (words: object, image: object) => {
    const container = { id: A, sandboxId: "", name: "main", image: SHA, imageRef: SHA, ...words };
    let found: ContainerRecord | undefined;
    await withFake({ containers: [container], images: [{ id: SHA, ...image }] }, async (client) => {
      found = await client.find(A);
      assert.deepEqual((await client.list())[0]?.image, found?.image);
    });
    return found?.image;
  };
  // CRI-O before 1.30, and what the image service is asked for anyway.
  const listed = { image: "web:1", imageRef: digest };
  assert.deepEqual(await imageOf(listed, {}), { reference: "web:1", repoDigests: [digest] });
  const described = { repoTags: ["registry.example/web:1"], repoDigests: [digest] };
  assert.deepEqual(await imageOf({}, described), {
    reference: "registry.example/web:1",
    repoDigests: [digest],
    id: SHA,
  });
  assert.deepEqual(await imageOf({}, { repoDigests: [digest] }), {
    reference: digest,
    repoDigests: [digest],
    id: SHA,
  });
  // A name that the list has is not asked about.
  const named = { userSpecifiedImage: "web:asked" };
  assert.deepEqual(await imageOf(named, described), { reference: "web:asked", id: SHA });
});
