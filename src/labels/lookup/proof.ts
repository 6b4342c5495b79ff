import type { CgroupHint, ContainerRecord } from "#runtime/types.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";
import type { CgroupTree } from "../cgroup/cgroup_tree.ts";
import { mayName, realmOfCgroup } from "./realm.ts";
import type { ContainerSource, FindResult, Whereabouts } from "./source.ts";

/** What {@link findWithProof} asks. */
export interface ProofSources {
  readonly source: ContainerSource;
  readonly cgroups: CgroupTree;
}

/**
 * Asks the runtimes for a container once. The host's own may name one in another part of the node, where anybody may
 * have made a cgroup of that name, only if the process that they say is its first is there.
 */
export async function findWithProof(
  containerId: string,
  where: Whereabouts,
  { source, cgroups }: ProofSources,
  signal: AbortSignal,
): Promise<FindResult> {
  const { realm } = where;
  const result = await source.find(containerId, where, signal);
  const { record } = result;
  if (record === undefined || mayName(record.runtime, realm)) return result;
  const hint = await source.cgroupHint(record, signal);
  if (runsIn(realm, record, hint, cgroups)) return result;
  return {
    reason: `the cgroup's path names a container that ${record.runtime.name} runs elsewhere`,
  };
}

/** Whether the container is where its cgroup's path claims, by what its runtime says of its first process. */
export function runsIn(
  realm: string,
  record: ContainerRecord,
  hint: CgroupHint | undefined,
  cgroups: Pick<CgroupTree, "pathOfProcess">,
): boolean {
  const path = hint?.pid === undefined || hint.pid === 0
    ? hint?.path
    : cgroups.pathOfProcess(hint.pid);
  return path !== undefined && identifyCgroup(path).containerId === record.id &&
    realmOfCgroup(path) === realm;
}
