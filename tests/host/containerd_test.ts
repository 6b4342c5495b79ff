import assert from "assert";
import { Containerd } from "./containerd.ts";
import { unmet } from "./requirements.ts";

const ignore = unmet("containerd", "ctr", "runc", "busybox") !== undefined;

Deno.test({
  name: "Containerd runs pods, survives kill -9 with its containers, and leaves nothing",
  ignore,
  async fn() {
    await using host = await Containerd.start();
    const pod = await host.runPod({
      name: "web",
      namespace: "shop",
      labels: { app: "web" },
      containers: [{ name: "main" }, { name: "once", args: ["/bin/sh", "-c", "exit 3"] }],
    });
    assert.strictEqual(await pod.exited("once"), 3);
    const { stdout } = await pod.exec("main", "/bin/cat", "/proc/self/cgroup");
    assert.match(stdout, new RegExp(`0::.*${pod.containers["main"] ?? "?"}`));
    await host.halt("SIGKILL");
    await host.launch();
    assert.strictEqual((await pod.exec("main", "/bin/true")).code, 0);
    await pod.remove();
    const second = await host.runPod({ name: "left", containers: [{ name: "main" }] });
    assert.notStrictEqual(second.sandboxId, "");
  },
});
