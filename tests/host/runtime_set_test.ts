import assert from "assert";
import { Containerd } from "./containerd.ts";
import { unmet } from "./requirements.ts";
import { CriClient } from "#runtime/cri/client.ts";
import { RuntimeSet } from "#runtime/set/runtime_set.ts";

Deno.test({
  name: "CriClient and RuntimeSet name a real containerd's pods, also after kill -9",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const pod = await host.runPod({
      name: "web",
      labels: { app: "web" },
      containers: [{ name: "main" }],
    });
    const id = pod.containers["main"] ?? "";

    using client = new CriClient(host.socket);
    const { name, api } = await client.probe();
    assert.deepEqual([name, api], ["containerd", "CRI v1"]);
    const record = await client.find(id);
    assert.deepEqual(
      [record?.name, record?.sandbox, record?.state, record?.pod],
      ["main", false, "running", {
        name: "web",
        namespace: "default",
        uid: pod.uid,
        labels: { app: "web" },
      }],
    );
    assert.match(record?.image?.reference ?? "", /^localhost\//);
    assert.match(record?.image?.id ?? "", /^sha256:[0-9a-f]{64}$/);
    assert.equal((await client.find(pod.sandboxId))?.sandbox, true);
    const ids = (await client.list()).map(({ id }) => id);
    assert(ids.includes(id) && ids.includes(pod.sandboxId));
    const hint = await client.cgroupHint(id);
    assert.equal(hint?.path, `${pod.cgroup}/${id}`);
    assert.match(await Deno.readTextFile(`/proc/${hint?.pid}/cgroup`), new RegExp(id));
    assert.equal((await client.cgroupHint(pod.sandboxId))?.path, `${pod.cgroup}/${pod.sandboxId}`);

    const events: string[] = [];
    const back = Promise.withResolvers<void>();
    await using set = new RuntimeSet({
      candidates: [{ path: host.socket, source: "test" }],
      onChange: ({ state }) => {
        events.push(state.status);
        if (state.status === "up" && events.length > 1) back.resolve();
      },
    });
    await set.start();
    await host.halt("SIGKILL");
    const miss = await set.find(id);
    assert(miss.found === undefined);
    assert.deepEqual(miss.misses.map(({ kind }) => kind), ["refused"]);
    await host.launch();
    await back.promise;
    assert.equal((await set.find(id)).found?.name, "main");
  },
});
