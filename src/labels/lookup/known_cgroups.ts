import type { KnownCgroup } from "./decisions.ts";

/** Every cgroup that is known, and whose it is. */
export class KnownCgroups {
  readonly #byId = new Map<bigint, KnownCgroup>();
  readonly #ofContainer = new Map<string, Set<bigint>>();

  /** All of them. */
  get all(): readonly KnownCgroup[] {
    return [...this.#byId.values()];
  }

  /** One of them. */
  get(id: bigint): KnownCgroup | undefined {
    return this.#byId.get(id);
  }

  /** Whether a cgroup is known. */
  has(id: bigint): boolean {
    return this.#byId.has(id);
  }

  /** Whether any cgroup is a container's of this name. */
  hasOf(containerId: string): boolean {
    return this.#ofContainer.has(containerId);
  }

  /** Takes one in. */
  add(cgroup: KnownCgroup): void {
    this.#byId.set(cgroup.id, cgroup);
    const { containerId } = cgroup.identity;
    if (containerId === undefined) return;
    const members = this.#ofContainer.get(containerId);
    if (members === undefined) this.#ofContainer.set(containerId, new Set([cgroup.id]));
    else members.add(cgroup.id);
  }

  /** Takes one out. */
  delete({ id, identity: { containerId } }: KnownCgroup): void {
    this.#byId.delete(id);
    if (containerId === undefined) return;
    const members = this.#ofContainer.get(containerId);
    members?.delete(id);
    if (members?.size === 0) this.#ofContainer.delete(containerId);
  }

  /** Takes all out. */
  clear(): void {
    this.#byId.clear();
    this.#ofContainer.clear();
  }

  /** Those of a container, in one part of the node or in all. */
  *members(containerId: string, realm?: string): Generator<KnownCgroup> {
    for (const id of this.#ofContainer.get(containerId) ?? []) {
      const cgroup = this.#byId.get(id);
      if (cgroup !== undefined && (realm ?? cgroup.realm) === cgroup.realm) yield cgroup;
    }
  }

  /** Whether a cgroup of the container has no labels yet. */
  isWaitedFor(containerId: string): boolean {
    return this.members(containerId).some(({ labelled }) => labelled !== true);
  }

  /** Whether a cgroup that still exists is known as the container's. */
  isHoused(containerId: string, isOne: (cgroup: KnownCgroup) => boolean): boolean {
    return this.members(containerId)
      .some((cgroup) => cgroup.cancelForget === undefined && isOne(cgroup));
  }

  /** Whether one that is gone was at a path. */
  wasAt(path: string): boolean {
    return this.all.some((cgroup) => cgroup.path === path && cgroup.cancelForget !== undefined);
  }

  /** The one at a path and those below it; gone ones too. */
  below(path: string): readonly KnownCgroup[] {
    return this.all.filter((cgroup) =>
      cgroup.path === path || cgroup.path?.startsWith(`${path}/`) === true
    );
  }
}
