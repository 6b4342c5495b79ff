import assert from "assert";
import { CriClient } from "#runtime/cri/client.ts";
import { cgroup2Mount } from "./cgroup.ts";
import { Dockerd } from "./dockerd.ts";
import { NodeContainer } from "./node_container.ts";
import { makePlace, removePlace } from "./place.ts";
import { unmet } from "./requirements.ts";

Deno.test({
  name: "NodeContainer runs a containerd with a pod within a container of dockerd's",
  ignore: unmet("containerd", "ctr", "runc", "busybox", "dockerd", "docker") !== undefined,
  async fn() {
    const dir = makePlace("node");
    try {
      await using dockerd = await Dockerd.start();
      const node = await NodeContainer.start(dockerd, dir, "node-1");
      assert.equal(await Deno.readTextFile(`/proc/${node.pid}/comm`), "containerd\n");
      using client = new CriClient(node.socket);
      assert.equal((await client.probe()).name, "containerd");
      const pod = await node.runPod({ name: "inner", containers: [{ name: "main" }] });
      const { stdout } = await pod.exec("main", "/bin/cat", "/proc/self/cgroup");
      // Seen from within, the node's own cgroup is the root.
      const id = pod.containers["main"] ?? "?";
      assert.match(stdout, new RegExp(`^0::.*${pod.cgroup}/${id}$`, "m"));
      const cgroups = await Deno.readTextFile(`/proc/${node.pid}/cgroup`);
      const outer = /^0::(.*?)(?:\/init)?$/m.exec(cgroups)?.[1] ?? "?";
      assert.match(outer, new RegExp(node.id));
      const inner = `${cgroup2Mount()}${outer}${pod.cgroup}/${id}`;
      assert.equal((await Deno.stat(inner)).isDirectory, true);
      assert.equal((await client.find(id))?.pod?.name, "inner");
    } finally {
      await removePlace(dir);
    }
  },
});
