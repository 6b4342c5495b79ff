/** Ids that come again: of containers, of processes. */
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import type { Fault, Outcome } from "./fault.ts";
import { play, type Scene, settle } from "./scene.ts";

const TIMES = 10;
const MARKS = 10;
const LAST_PID = "/proc/sys/kernel/ns_last_pid";
/** So often others may take the number first. */
const ATTEMPTS = 300;

/** One id, again and again another pod's as soon as the pod before has ended: nothing is called by the name before. */
function containerIds(): Promise<Outcome> {
  return play({ tried: TIMES }, async (scene) => {
    const id = randomId();
    for (let i = 0; i < TIMES; i++) {
      const [uid, sandboxId, pod] = [crypto.randomUUID(), randomId(), `again-${i}`];
      const labels = { round: `${i}` };
      await scene.runtime.add([{ id: sandboxId, name: pod, namespace: "default", uid, labels }], [{
        id,
        sandboxId,
        name: "main",
        image: WORKLOAD_IMAGE,
        labels: {
          "io.kubernetes.container.name": "main",
          "io.kubernetes.pod.name": pod,
          "io.kubernetes.pod.namespace": "default",
          "io.kubernetes.pod.uid": uid,
        },
      }]);
      using cgroup = TestCgroup.ofPod(uid, id);
      const expected = { id, name: "main", namespace: "default", pod, uid, labels };
      const words = Array.from({ length: MARKS }, () => scene.marks.add(expected));
      await cgroup.run(words.map((word) => `/bin/true ${word}`).join("\n"));
      // The next one must not become the answer to the question for this one.
      await settle(scene.critter, scene.marks);
      await scene.runtime.remove([sandboxId, id]);
    }
  });
}

/** A process of one pod gets the number that a process of another pod had just before. */
function processIds(): Promise<Outcome> {
  return play({ tried: TIMES }, async (scene) => {
    const [first, second] = [await scene.pod("first"), await scene.pod("second")];
    const reused = new Set<number>();
    for (let i = 0; i < ATTEMPTS && reused.size < TIMES; i++) {
      const run = (pod: typeof first, before: string): Promise<string> =>
        pod.run(
          `${before}\n/bin/sh -c 'echo $$; exec /bin/true "$0"' ${scene.marks.add(pod.labels)}`,
        );
      const pid = Number(await run(first, ""));
      const again = Number(await run(second, `echo ${pid - 1} > ${LAST_PID}`));
      if (again === pid) reused.add(pid);
    }
    if (reused.size < TIMES) {
      throw new Error(`Cannot have a number again: ${reused.size} of ${TIMES}`);
    }
    await settle(scene.critter, scene.marks);
    for (const pid of reused) checkExits(scene, pid);
  });
}

function checkExits({ critter }: Scene, pid: number): void {
  // Events of different cgroups may change places: their times do not.
  const pods = critter.lines.filter(({ event, process }) =>
    event === "process.exit" && process?.pid === pid
  ).toSorted((a, b) => a.time < b.time ? -1 : 1).map(({ k8s }) => k8s?.pod?.name);
  // It may have been one of theirs before or again, by chance.
  const own = pods.filter((pod) => pod !== undefined).join();
  if (!own.includes("first,second")) throw new Error(`Cannot tell exits of ${pid} apart: ${own}`);
}

/** The faults of this file. */
export const REUSE: readonly Fault[] = [
  { name: "a container's id used again by another pod's", run: containerIds },
  { name: "a process's number used again in another pod", run: processIds },
];
