import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import {
  type CgroupFacts,
  explainCgroupId,
  explainCgroupOf,
  explainCgroupPath,
  explainIdentity,
  explainProcess,
  type Surroundings,
} from "./cgroup.ts";
import { explainContainer, explainPlace, explainPod, explainRecord } from "./container.ts";
import { explainLineage } from "./lineage.ts";
import type { Step } from "./step.ts";
import { broken } from "./step.ts";
import { matching, type Subject } from "./subject.ts";

/** What came of an explanation. */
export interface Explanation {
  readonly steps: readonly Step[];
  /** What events of this carry as label_state; absent where that can't be said. */
  readonly labelState?: "resolved" | "host" | "unresolved";
  /** One sentence. */
  readonly conclusion: string;
}

/** Takes every step from what is asked to the pod, as far as they lead. */
export async function explain(subject: Subject, surroundings: Surroundings): Promise<Explanation> {
  const { trail } = surroundings;
  switch (subject.kind) {
    case "process":
      return await fromProcess(subject.pid, surroundings);
    case "cgroup":
      return await fromCgroup(await explainCgroupId(subject.id, surroundings), surroundings);
    case "cgroup-path":
      return await fromCgroup(await explainCgroupPath(subject.path, surroundings), surroundings);
    default: {
      const { records, misses } = await surroundings.runtimes.list();
      const wanted = matching(records, subject);
      if (wanted.length > 0) return await fromRecords(wanted, surroundings);
      await trail.take("container", () =>
        Promise.resolve(broken(
          `no runtime knows a container or pod by ${JSON.stringify(subject.name)}`,
          [
            `${records.length} containers and sandboxes were listed`,
            ...misses.map(({ endpoint, reason }) => `${endpoint}: ${reason}`),
          ],
        )));
      return { steps: trail.steps, conclusion: "there is nothing to name" };
    }
  }
}

async function fromProcess(pid: number, surroundings: Surroundings): Promise<Explanation> {
  const isThere = await explainProcess(pid, surroundings);
  if (isThere) await explainLineage(pid, surroundings);
  const cgroup = isThere ? await explainCgroupOf(pid, surroundings) : undefined;
  return await fromCgroup(cgroup, surroundings);
}

async function fromCgroup(
  cgroup: CgroupFacts | undefined,
  surroundings: Surroundings,
): Promise<Explanation> {
  const { trail } = surroundings;
  if (cgroup === undefined) {
    return { steps: trail.steps, conclusion: "there is nothing to name" };
  }
  const id = await explainIdentity(cgroup, surroundings);
  if (id === undefined && identifyCgroup(cgroup.path).build !== undefined) {
    const conclusion = "its events are named as those of a step of a build, without its image";
    return { steps: trail.steps, labelState: "resolved", conclusion };
  }
  if (id === undefined) {
    return { steps: trail.steps, labelState: "host", conclusion: "its events are the host's" };
  }
  const record = await explainContainer(id, cgroup, surroundings);
  if (record === undefined) {
    return {
      steps: trail.steps,
      labelState: "unresolved",
      conclusion: "its events are unresolved until a runtime names the container",
    };
  }
  await explainPod(record, cgroup, surroundings);
  return resolved([record], surroundings);
}

async function fromRecords(
  records: readonly ContainerRecord[],
  surroundings: Surroundings,
): Promise<Explanation> {
  // Runtimes list in any order; as they were made is how people know them.
  const inOrder = records.toSorted((a, b) => Number((a.createdAtNs ?? 0n) - (b.createdAtNs ?? 0n)));
  for (const record of inOrder) {
    await explainRecord(record, surroundings);
    const cgroup = await explainPlace(record, surroundings);
    await explainPod(record, cgroup, surroundings);
  }
  return resolved(inOrder, surroundings);
}

function resolved(records: readonly ContainerRecord[], { trail }: Surroundings): Explanation {
  const names = records.map(({ sandbox, name, pod, id }) => {
    const own = sandbox ? "sandbox" : name ?? id.slice(0, 13);
    return pod === undefined ? own : `${pod.namespace ?? "?"}/${pod.name ?? "?"} ${own}`;
  });
  return {
    steps: trail.steps,
    labelState: "resolved",
    conclusion: `its events are named: ${names.join(", ")}`,
  };
}
