/** Sandboxes, which CRI lists later than containerd does, and what is told right after a restart. */
import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { until } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import type { Pod, PodSpec } from "#tests/host/pod.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import { assertSandbox, assertWorkload, labelsOf, threeCommands } from "./expect.ts";

const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "runc", "busybox") !== undefined;

/** What happens in a pod's sandbox. */
function linesOfSandbox(lines: Line[], { cgroup, sandboxId }: Pod): Line[] {
  return lines.filter((line) => line.cgroup?.path === `${cgroup}/${sandboxId}`);
}

Deno.test({
  name: "critter watch names a sandbox as CRI does, whoever made it, from its first event on",
  ignore,
  async fn() {
    await using host = await Containerd.start();
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const specs: PodSpec[] = [true, false].flatMap((withoutKubelet) =>
      [{ app: "web", empty: "" }, { empty: "" }, {}].map((labels: Record<string, string>, i) => ({
        name: `box-${withoutKubelet}-${i}`,
        namespace: "shop",
        containers: [],
        labels,
        withoutKubelet,
      }))
    );
    const pods: Pod[] = [];
    for (const spec of specs) pods.push(await host.runPod(spec));
    await critter.waitFor(
      "the exec of every sandbox",
      (lines) =>
        pods.every((pod) =>
          linesOfSandbox(lines, pod).some(({ process }) =>
            process?.command_args?.join(" ") === "/bin/sleep 1000000"
          )
        ),
    );
    assert.equal((await critter.stop()).code, 0);
    for (const pod of pods) {
      assertSandbox(critter.lines, pod);
      for (const line of linesOfSandbox(critter.lines, pod)) {
        assert.deepEqual(
          [line.k8s?.pod?.name, line.k8s?.namespace?.name, line.container?.image],
          [pod.name, "shop", undefined],
          JSON.stringify(line),
        );
      }
    }
  },
});

Deno.test({
  name: "critter watch lets nothing poor stand of what begins right after kill -9 of containerd",
  ignore,
  async fn() {
    await using host = await Containerd.start();
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const { args, events } = threeCommands("after");
    const pods: Pod[] = [];
    for (let round = 0; round < 5; round++) {
      await host.halt("SIGKILL");
      await host.launch();
      const spec = {
        name: `after-${round}`,
        labels: { app: "web" },
        containers: [{ name: "main", args }],
      };
      pods.push(await until(`pod ${round}`, 10_000, () => host.runPod(spec), 200));
    }
    for (const pod of pods) await pod.exited("main");
    await critter.waitFor(
      "the last exit of every pod",
      (lines) =>
        pods.every((pod) =>
          lines.some((line) =>
            line.container?.id === pod.containers["main"] && line.process?.exit?.code === 7
          )
        ),
    );
    assert.equal((await critter.stop()).code, 0);
    for (const pod of pods) {
      assertWorkload(critter.lines, labelsOf(pod, "main"), events);
      assertSandbox(critter.lines, pod);
      for (const line of critter.lines) {
        if (line.container?.id !== pod.containers["main"]) continue;
        assert.match(line.container?.image?.id ?? "", /^sha256:/, JSON.stringify(line));
      }
    }
  },
});
