import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import type { Pod } from "#tests/host/pod.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import {
  assertSandbox,
  assertWorkload,
  labelsOf,
  linesOf,
  shorthand,
  threeCommands,
} from "./expect.ts";

/** CI runs few rounds; CRITTER_ROUNDS=10 is what the project promises. */
const ROUNDS = Number(Deno.env.get("CRITTER_ROUNDS") ?? 2);
const PODS = 20;
const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "runc", "busybox") !== undefined;

function ended(lines: Line[], pod: Pod, container: string, count: number, last: string): boolean {
  const own = linesOf(lines, pod.containers[container] ?? "?");
  return own.filter((line) => shorthand(line) === last).length >= count;
}

async function stopCleanly(critter: Critter): Promise<void> {
  const { code, stderr } = await critter.stop();
  assert.strictEqual(code, 0, stderr);
  assert.match(stderr, /, none lost$/m);
}

for (let round = 1; round <= ROUNDS; round++) {
  Deno.test({
    name: `critter watch, started before 20 short-lived pods, names every event (round ${round})`,
    ignore,
    async fn() {
      await using host = await Containerd.start();
      await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
      const pods: Pod[] = [];
      for (let i = 0; i < PODS; i++) {
        pods.push(
          await host.runPod({
            name: `short-${i}`,
            namespace: i % 2 === 0 ? "shop" : "default",
            labels: { app: `app-${i}`, "example.org/tier": "web" },
            containers: [{ name: "main", args: threeCommands(`r${round}-${i}`).args }],
          }),
        );
      }
      await critter.waitFor(
        "the last exit of every pod",
        (lines) => pods.every((pod) => ended(lines, pod, "main", 1, "exit 7")),
      );
      await stopCleanly(critter);
      for (const [i, pod] of pods.entries()) {
        assertWorkload(
          critter.lines,
          labelsOf(pod, "main"),
          threeCommands(`r${round}-${i}`).events,
        );
        assertSandbox(critter.lines, pod);
      }
    },
  });

  Deno.test({
    name: `critter watch, started after 20 pods, names what they do from then on (round ${round})`,
    ignore,
    async fn() {
      await using host = await Containerd.start();
      const pods: Pod[] = [];
      for (let i = 0; i < PODS; i++) {
        pods.push(
          await host.runPod({
            name: `long-${i}`,
            labels: { app: `app-${i}` },
            containers: [{ name: "main" }],
          }),
        );
      }
      await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
      for (const [i, pod] of pods.entries()) {
        const { code } = await pod.exec("main", ...threeCommands(`r${round}-${i}`).args);
        assert.strictEqual(code, 7);
      }
      await critter.waitFor(
        "the last exit of every exec",
        (lines) => pods.every((pod) => ended(lines, pod, "main", 1, "exit 7")),
      );
      await stopCleanly(critter);
      for (const [i, pod] of pods.entries()) {
        assertWorkload(
          critter.lines,
          labelsOf(pod, "main"),
          threeCommands(`r${round}-${i}`).events,
        );
      }
    },
  });
}

Deno.test({
  name: "critter watch, started while pods start, names every event that it sees",
  ignore,
  async fn() {
    await using host = await Containerd.start();
    const args = threeCommands("among").args;
    const start = async (i: number): Promise<Pod> =>
      await host.runPod({ name: `among-${i}`, containers: [{ name: "main", args }] });
    const first = Promise.all([0, 1, 2, 3].map(start));
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const pods = [...await first, await start(4), await start(5)];
    const last = pods.at(-1);
    assert.ok(last);
    await critter.waitFor(
      "the last exit of the last pod",
      (lines) => ended(lines, last, "main", 1, "exit 7"),
    );
    await stopCleanly(critter);
    const seen = critter.lines.filter(({ cgroup }) =>
      pods.some((pod) => cgroup?.path?.startsWith(`${pod.cgroup}/`))
    );
    assert.ok(seen.length > 0);
    for (const line of seen) assert.strictEqual(line.label_state, "resolved", JSON.stringify(line));
  },
});
