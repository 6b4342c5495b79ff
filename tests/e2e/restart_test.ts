import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { sleep, until } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import type { Pod, PodSpec } from "#tests/host/pod.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter } from "./critter.ts";
import {
  assertLabelled,
  assertWorkload,
  labelsOf,
  linesOf,
  shorthand,
  threeCommands,
} from "./expect.ts";

const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "runc", "busybox") !== undefined;
const LABELLED_WITHIN_MS = 2000;
const COUNTER = "i=0; while :; do /bin/true n-$i; i=$((i+1)); /bin/sleep 0.05; done";

/** Runs a pod as a kubelet does: what a killed containerd left half done can fail the first attempt. */
function insist(host: Containerd, spec: PodSpec): Promise<Pod> {
  return until(`pod ${spec.name}`, 10_000, () => host.runPod(spec), 200);
}

/** Throws unless the counting container's marks are there from the first on, each once, labelled. */
function assertUnbroken(critter: Critter, pod: Pod): void {
  const own = linesOf(critter.lines, pod.containers["count"] ?? "?");
  assertLabelled(own, labelsOf(pod, "count"));
  const marks = own.map(shorthand).filter((text) => text.startsWith("exec /bin/true n-"));
  assert.ok(marks.length > 20, `${marks.length} marks`);
  assert.deepEqual(marks, marks.map((_, i) => `exec /bin/true n-${i}`));
}

Deno.test({
  name: "critter watch survives kill -9 and restarts of containerd, and loses nothing",
  ignore,
  async fn() {
    await using host = await Containerd.start();
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const counting: Pod[] = [];
    for (const name of ["one", "two"]) {
      const count = { name: "count", args: ["/bin/sh", "-c", COUNTER] };
      counting.push(await host.runPod({ name, labels: { app: name }, containers: [count] }));
    }
    for (let round = 0; round < 3; round++) {
      // killed while a pod starts, a little later each time
      const starting = host.runPod({ name: `torn-${round}`, containers: [{ name: "main" }] })
        .then(() => {}, () => {});
      await sleep(20 + 80 * round);
      await host.halt("SIGKILL");
      await starting;
      await sleep(300);
      await host.launch();
      const back = Date.now();
      const { args, events } = threeCommands(`new-${round}`);
      const pod = await insist(host, {
        name: `new-${round}`,
        containers: [{ name: "main", args }],
      });
      await critter.waitFor(
        "the last exit of the new pod",
        (lines) =>
          linesOf(lines, pod.containers["main"] ?? "?")
            .some((line) => shorthand(line) === "exit 7"),
      );
      assertWorkload(critter.lines, labelsOf(pod, "main"), events);
      const arrivals = critter.arrivals.filter(({ line }) =>
        linesOf([line], pod.containers["main"] ?? "?").length > 0
      );
      for (const { line, at } of arrivals) {
        const lag = at - Math.max(back, Date.parse(line.time));
        assert.ok(lag < LABELLED_WITHIN_MS, `labelled ${lag} ms after containerd's return`);
      }
      assert.strictEqual(critter.ended, false, critter.stderr);
    }
    const { code, stderr } = await critter.stop();
    assert.strictEqual(code, 0, stderr);
    for (const pod of counting) assertUnbroken(critter, pod);
  },
});

Deno.test({
  name: "critter watch, started before its runtime, uses it as soon as it appears",
  ignore,
  async fn() {
    await using host = await Containerd.start();
    await host.halt("SIGTERM");
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    await host.launch();
    const { args, events } = threeCommands("first");
    const pod = await host.runPod({ name: "first", containers: [{ name: "main", args }] });
    await critter.waitFor(
      "the last exit of the pod",
      (lines) =>
        linesOf(lines, pod.containers["main"] ?? "?").some((line) => shorthand(line) === "exit 7"),
    );
    assertWorkload(critter.lines, labelsOf(pod, "main"), events);
    assert.strictEqual((await critter.stop()).code, 0);
  },
});
