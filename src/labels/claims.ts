import { type CgroupIdentity, identifyCgroup } from "./cgroup_path.ts";

/** Cgroups that a runtime says are a container's although their path does not carry the container's id. */
export class Claims {
  readonly #containerOf = new Map<string, string>();

  /** A runtime says that the container's processes are in the cgroup at `path` or below it. */
  add(path: string, containerId: string): void {
    this.#containerOf.set(path, containerId);
  }

  /** The cgroup is gone. */
  remove(path: string): void {
    this.#containerOf.delete(path);
  }

  /** The path's own words, else what was claimed for it or for the nearest cgroup above it. */
  identify(path: string): CgroupIdentity {
    const identity = identifyCgroup(path);
    if (this.#containerOf.size === 0) return identity;
    for (let above = path; above.length > 1; above = above.slice(0, above.lastIndexOf("/"))) {
      const claimed = this.#containerOf.get(above);
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

/** Whether only a runtime can tell if a cgroup is a container's: neither systemd's nor a level of Kubernetes' own. */
export function saysNothing(path: string, identity: CgroupIdentity): boolean {
  return identity.containerId === undefined && identity.systemdUnit === undefined &&
    identity.podUid === undefined && identity.machine === undefined &&
    path !== "/" && !path.endsWith(".slice") && !KUBERNETES_LEVEL.test(path);
}

const KUBERNETES_LEVEL = /^\/kubepods(?:\/(?:burstable|besteffort|guaranteed))?$/;
