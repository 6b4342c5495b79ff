/** The program is there before anything that it could ask. */
import { labelsOf } from "#tests/e2e/expect.ts";
import { Critter } from "#tests/e2e/critter.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { sleep } from "#tests/host/exec.ts";
import type { Fault, Outcome } from "./fault.ts";
import { Marks, newWord } from "./marks.ts";
import { countedLosses, PATIENT, play, settle } from "./scene.ts";

const MARKS = 20;
/** Until a socket that appears is found and its runtime has answered. */
const FOUND_MS = 2500;
/** A mount namespace whose /run is empty: there is no runtime's socket in any known place. */
const EMPTY_RUN = [
  ...["/usr/bin/unshare", "--mount", "--propagation", "private"],
  ...["/bin/sh", "-c", 'mount -t tmpfs none /run && exec "$@"', "sh"],
];

/** The one socket that it is told of appears later. */
function beforeItsRuntime(): Promise<Outcome> {
  return play({ endpoint: (dir) => `${dir}/later.sock` }, async (scene) => {
    const pod = await scene.pod("early");
    await scene.work(pod, MARKS, "unknown");
    await Deno.symlink(scene.socket, `${scene.dir}/later.sock`);
    await sleep(1200);
    await scene.work(pod, MARKS);
    await scene.work(await scene.pod("late"), MARKS);
  });
}

/** A node without any runtime, on which a real containerd is set up with a pod that runs before it can be asked. */
async function beforeAnyRuntime(): Promise<Outcome> {
  await using critter = await Critter.watch([...PATIENT], { wrapper: EMPTY_RUN });
  await using host = await Containerd.start();
  const marks = new Marks();
  const [before, after, last] = [newWord(), newWord(), newWord()];
  const script = `/bin/true ${before}; /bin/sleep ${FOUND_MS / 1000 + 1.5}; /bin/true ${after}`;
  const pod = await host.runPod({
    name: "early",
    labels: { app: "early" },
    containers: [{ name: "main", args: ["/bin/sh", "-c", script] }],
  });
  marks.expect(before, labelsOf(pod, "main"), "unknown");
  marks.expect(after, labelsOf(pod, "main"));
  const run = `/proc/${critter.pid}/root/run/containerd`;
  await Deno.mkdir(run);
  await Deno.symlink(host.socket, `${run}/containerd.sock`);
  await sleep(FOUND_MS);
  const late = await host.runPod({
    name: "late",
    labels: { app: "late" },
    containers: [{ name: "main", args: ["/bin/sh", "-c", `/bin/true ${last}`] }],
  });
  marks.expect(last, labelsOf(late, "main"));
  await settle(critter, marks);
  const { code, stderr } = await critter.stop();
  const verdict = marks.judge(critter.lines, countedLosses(critter.lines));
  return {
    ...verdict,
    tried: 1,
    survived: code === 0 ? 1 : 0,
    notes: [...verdict.notes, ...code === 0 ? [] : [stderr]],
  };
}

/** The faults of this file. */
export const EARLY: readonly Fault[] = [
  { name: "started before its runtime", run: beforeItsRuntime },
  { name: "started on a node without any runtime", run: beforeAnyRuntime },
];
