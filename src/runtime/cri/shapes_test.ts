import assert from "assert";
import {
  criDockerd,
  crio128,
  crio131,
  crio136,
  type Shape,
  type ShapedPod,
} from "#tests/fakes/cri_shapes.ts";
import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";
import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import { RuntimeSet } from "../set/runtime_set.ts";

const POD: ShapedPod = {
  id: "a".repeat(64),
  sandboxId: "5".repeat(64),
  name: "web-0",
  namespace: "shop",
  uid: "0a1b2c3d-1111-2222-3333-444455556666",
  labels: { app: "web", "pod-template-hash": "6d4cf56db6" },
  image: "registry.example:5000/web:1",
};

/** A runtime of this shape and a set that asks it. */
async function withShape(
  shape: Shape,
  work: (set: RuntimeSet, socket: string, fake: FakeCriProcess) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const socket = `${folder}/cri.sock`;
    await using fake = await FakeCriProcess.start({ socket, ...shape.script });
    await using set = new RuntimeSet({ candidates: [{ path: socket, source: "test" }] });
    await set.start();
    await work(set, socket, fake);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const shape of [crio128(POD), crio131(POD), crio136(POD), criDockerd(POD)]) {
  Deno.test(`${shape.title}: its container and sandbox are named, one by one and in lists`, () =>
    withShape(shape, async (set, endpoint) => {
      const [report] = set.endpoints;
      assert.deepEqual(report?.state, { status: "up", info: { ...shape.runtime, api: "CRI v1" } });

      const { found } = await set.find(POD.id);
      const { name, namespace, uid, labels } = POD;
      assert.deepEqual(found?.pod, { name, namespace, uid, labels });
      assert.deepEqual([found?.name, found?.sandbox, found?.sandboxId, found?.state], [
        "main",
        false,
        POD.sandboxId,
        "running",
      ]);
      assert.equal(found?.image?.reference, POD.image);
      assert.deepEqual(found?.runtime, { ...shape.runtime, endpoint, cri: true });

      const sandbox = (await set.find(POD.sandboxId)).found;
      assert.deepEqual([sandbox?.sandbox, sandbox?.name, sandbox?.pod], [
        true,
        undefined,
        found?.pod,
      ]);

      const { records, misses } = await set.list();
      assert.deepEqual(misses, []);
      assert.deepEqual(records, [found, sandbox]);
    }));

  Deno.test(`${shape.title}: its processes are found where it says, or below`, () =>
    withShape(shape, async (set) => {
      const { found } = await set.find(POD.id);
      assert(found !== undefined);
      const hint = await set.cgroupHint(found);
      assert.equal(hint?.path, shape.toldCgroup);
      assert.equal(hint?.pid, shape.script.containers?.[0]?.pid);
      assert(shape.cgroup.startsWith(shape.toldCgroup ?? "/"));
      const { containerId, podUid, runtime = found.runtime.name } = identifyCgroup(shape.cgroup);
      assert.deepEqual([containerId, podUid, runtime], [POD.id, POD.uid, found.runtime.name]);
      const sandbox = (await set.find(POD.sandboxId)).found;
      assert(sandbox !== undefined);
      // No infra container with CRI-O, no word of it with cri-dockerd.
      assert.equal((await set.cgroupHint(sandbox))?.pid, undefined);
    }));
}
