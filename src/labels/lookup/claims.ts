import type { ContainerRecord, RuntimeIdentity } from "#runtime/types.ts";
import { type CgroupIdentity, identifyCgroup } from "../cgroup/cgroup_path.ts";

/** Cgroups that a runtime says are a container's although their path does not carry the container's id. */
export class Claims {
  readonly #recordOf = new Map<string, ContainerRecord>();

  /** A runtime says that the container's processes are in the cgroup at `path` or below it. */
  add(path: string, record: ContainerRecord): void {
    this.#recordOf.set(path, record);
  }

  /** The cgroup is gone. */
  remove(path: string): void {
    this.#recordOf.delete(path);
  }

  /** Who claimed the path or a cgroup above it for a container: ids that people chose may be those of two. */
  claimant(path: string, containerId: string | undefined): RuntimeIdentity | undefined {
    if (this.#recordOf.size === 0) return undefined;
    for (const above of upwards(path)) {
      const claimed = this.#recordOf.get(above);
      if (claimed !== undefined && claimed.id === containerId) return claimed.runtime;
    }
    return undefined;
  }

  /** The path's own words, else what was claimed for it or for the nearest cgroup above it. */
  identify(path: string): CgroupIdentity {
    const identity = identifyCgroup(path);
    if (this.#recordOf.size === 0) return identity;
    for (const above of upwards(path)) {
      const claimed = this.#recordOf.get(above)?.id;
      if (claimed === undefined || claimed === identity.containerId) continue;
      // A container id that the path itself carries below the claimed cgroup is the inner one.
      const inner = identifyCgroup(path.slice(above.length)).containerId;
      return inner === undefined
        ? { ...identity, containerId: claimed }
        : { ...identity, ancestors: [...identity.ancestors, claimed] };
    }
    return identity;
  }
}

/** A path, and those of the cgroups above it but for the root. */
function* upwards(path: string): Generator<string> {
  for (let above = path; above.length > 1; above = above.slice(0, above.lastIndexOf("/"))) {
    yield above;
  }
}

/** Whether only a runtime can tell if a cgroup is a container's: neither systemd's nor a level of Kubernetes' own. */
export function saysNothing(path: string, identity: CgroupIdentity): boolean {
  return identity.containerId === undefined && identity.systemdUnit === undefined &&
    identity.podUid === undefined && identity.machine === undefined &&
    path !== "/" && !path.endsWith(".slice") && !KUBERNETES_LEVEL.test(path);
}

const KUBERNETES_LEVEL = /^\/kubepods(?:\/(?:burstable|besteffort|guaranteed))?$/;
