import type { ContainerRecord, RuntimeIdentity } from "#runtime/types.ts";
import { type CgroupIdentity, identifyCgroup } from "../cgroup/cgroup_path.ts";
import { isSame } from "./records.ts";

/** Cgroups that a runtime says are a container's although their path does not carry the container's id. */
export class Claims {
  readonly #recordOf = new Map<string, ContainerRecord>();
  readonly #awaited = new Map<string, ContainerRecord>();

  /** A runtime says that the container's processes are in the cgroup at `path` or below it. */
  add(path: string, record: ContainerRecord): void {
    this.#recordOf.set(path, record);
  }

  /** The cgroup is gone, or the container's no more. */
  remove(path: string): void {
    this.#recordOf.delete(path);
  }

  /** A runtime says that a cgroup will be made at `path` for the container. */
  await(path: string, record: ContainerRecord): void {
    this.#awaited.set(path, record);
  }

  /** The containers that are to have cgroups. */
  get awaited(): ReadonlySet<ContainerRecord> {
    return new Set(this.#awaited.values());
  }

  /** A cgroup was made at `path`: it is the container's that was to have one there. */
  arrived(path: string): void {
    const record = this.#awaited.get(path);
    if (record !== undefined) this.add(path, record);
  }

  /** What is known of a container that is to have a cgroup. */
  awaitedFor(id: string, runtime: RuntimeIdentity): ContainerRecord | undefined {
    for (const record of this.#awaited.values()) {
      if (record.id === id && isSame(record.runtime, runtime)) return record;
    }
    return undefined;
  }

  /** No cgroup will be made any more for these containers. */
  abandon(isOne: (record: ContainerRecord) => boolean): void {
    for (const [path, record] of this.#awaited) if (isOne(record)) this.#awaited.delete(path);
  }

  /** Which cgroups are this container's. */
  pathsOf(id: string, runtime: RuntimeIdentity): readonly string[] {
    return [...this.#recordOf].flatMap(([path, record]) =>
      record.id === id && isSame(record.runtime, runtime) ? [path] : []
    );
  }

  /** Who claimed the path or a cgroup above it for a container: ids that people chose may be those of two. */
  claimant(path: string, containerId: string | undefined): RuntimeIdentity | undefined {
    for (const [, record] of this.#above(path)) {
      if (record.id === containerId) return record.runtime;
    }
    return undefined;
  }

  /** The path's own words, else what was claimed for it or for the nearest cgroup above it. */
  identify(path: string): CgroupIdentity {
    const identity = identifyCgroup(path);
    for (const [above, { id: claimed }] of this.#above(path)) {
      if (claimed === identity.containerId) continue;
      // A container id that the path itself carries below the claimed cgroup is the inner one.
      const inner = identifyCgroup(path.slice(above.length)).containerId;
      return inner === undefined
        ? { ...identity, containerId: claimed }
        : { ...identity, ancestors: [...identity.ancestors, claimed] };
    }
    return identity;
  }

  /** What was claimed for the path and for the cgroups above it. */
  *#above(path: string): Generator<readonly [path: string, record: ContainerRecord]> {
    if (this.#recordOf.size === 0) return;
    for (const above of upwards(path)) {
      // A slice is shared: whoever runs in it has not what others have below it.
      if (above !== path && above.endsWith(".slice")) continue;
      const record = this.#recordOf.get(above);
      if (record !== undefined) yield [above, record];
    }
  }
}

/** A path, and those of the cgroups above it but for the root. */
function* upwards(path: string): Generator<string> {
  for (let above = path; above.length > 1; above = above.slice(0, above.lastIndexOf("/"))) {
    yield above;
  }
}

/**
 * Whether nothing but a runtime tells if a cgroup is a container's: it is neither systemd's nor a level of Kubernetes'
 * own. Such a path is a hint and no more: it says for how long a runtime is waited for.
 */
export function saysNothing(path: string, identity: CgroupIdentity): boolean {
  const { containerId, machine, podUid, possibleId, systemdUnit } = identity;
  if (containerId !== undefined) return false;
  return possibleId !== undefined ||
    podUid === undefined && systemdUnit === undefined && machine === undefined &&
      path !== "/" && !path.endsWith(".slice") && !KUBERNETES_LEVEL.test(path);
}

const KUBERNETES_LEVEL = /^\/kubepods(?:\/(?:burstable|besteffort|guaranteed))?$/;
