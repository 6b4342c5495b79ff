import type { PodFacts } from "./facts.ts";

/** Pods that a resolved container has told of, by uid, for as long as one of their cgroups is known. */
export class KnownPods {
  readonly #pods = new Map<string, { readonly facts: PodFacts; readonly cgroups: Set<bigint> }>();
  readonly #uidOf = new Map<bigint, string>();

  /** The cgroup's container is in this pod. */
  learn(cgroup: bigint, uid: string, facts: PodFacts): void {
    if (this.#uidOf.get(cgroup) !== uid) this.forget(cgroup);
    const cgroups = this.#pods.get(uid)?.cgroups ?? new Set();
    this.#pods.set(uid, { facts, cgroups: cgroups.add(cgroup) });
    this.#uidOf.set(cgroup, uid);
  }

  /** The cgroup is gone. */
  forget(cgroup: bigint): void {
    const uid = this.#uidOf.get(cgroup);
    if (uid === undefined) return;
    this.#uidOf.delete(cgroup);
    const pod = this.#pods.get(uid);
    pod?.cgroups.delete(cgroup);
    if (pod?.cgroups.size === 0) this.#pods.delete(uid);
  }

  /** What is known of a pod. */
  get(uid: string): PodFacts | undefined {
    return this.#pods.get(uid)?.facts;
  }
}
