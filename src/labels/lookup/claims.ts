import type { ContainerRecord, RuntimeIdentity } from "#runtime/types.ts";
import { type CgroupIdentity, identifyCgroup } from "../cgroup/cgroup_path.ts";
import { isSame } from "./records.ts";

/** Cgroups that a runtime says are a container's although their path does not carry the container's id. */
export class Claims {
  readonly #claimed = new RecordsAt();
  readonly #awaited = new RecordsAt();
  readonly #disowned = new Set<string>();

  /**
   * A runtime says that the container's processes are in the cgroup at `path` or below it. Where the path carries an id
   * of its own, that counts first.
   */
  add(path: string, record: ContainerRecord): void {
    this.#claimed.add(path, record);
  }

  /** The cgroup is gone. */
  remove(path: string): void {
    this.#claimed.delete(path);
    this.#disowned.delete(path);
  }

  /** Nobody knows a container of the id that this path carries; whether it is another's for that. */
  disown(path: string): boolean {
    if (identifyCgroup(path).containerId === undefined) return false;
    this.#disowned.add(path);
    return this.#claimed.at(path).length > 0;
  }

  /** The cgroup is this container's no more; what others have in it stays theirs. */
  end(path: string, id: string, runtime: RuntimeIdentity): void {
    this.#claimed.deleteEach((record, at) => at === path && isOf(record, id, runtime));
  }

  /** A runtime says that a cgroup will be made at `path` for the container. */
  await(path: string, record: ContainerRecord): void {
    this.#awaited.add(path, record);
  }

  /** The containers that are to have cgroups. */
  get awaited(): ReadonlySet<ContainerRecord> {
    return new Set(this.#awaited.entries().map(([, record]) => record));
  }

  /** Those that are to have one at `path`. */
  awaitedAt(path: string): readonly ContainerRecord[] {
    return this.#awaited.at(path);
  }

  /** A cgroup was made at `path`: it is the container's that was to have one there, if that is one alone. */
  arrived(path: string): void {
    const [record, ...others] = this.#awaited.at(path);
    if (record !== undefined && others.length === 0) this.add(path, record);
  }

  /** What is known of a container that is to have a cgroup. */
  awaitedFor(id: string, runtime: RuntimeIdentity): ContainerRecord | undefined {
    return this.#awaited.entries().find(([, record]) => isOf(record, id, runtime))?.[1];
  }

  /** No cgroup will be made any more for these containers. */
  abandon(isOne: (record: ContainerRecord) => boolean): void {
    this.#awaited.deleteEach(isOne);
  }

  /** Which cgroups are this container's. */
  pathsOf(id: string, runtime: RuntimeIdentity): readonly string[] {
    return this.#claimed.entries().flatMap(([path, record]) =>
      isOf(record, id, runtime) ? [path] : []
    );
  }

  /** Whether the container has a cgroup together with others, so that it is nobody's alone. */
  isSharing({ id, runtime }: ContainerRecord): boolean {
    return this.pathsOf(id, runtime).some((path) => this.rivals(path).length > 0);
  }

  /** The containers that are all in the cgroup at `path`, or in one above it; none where at most one is. */
  rivals(path: string): readonly ContainerRecord[] {
    const nearest = this.#above(path)[Symbol.iterator]().next().value;
    if (nearest === undefined) return [];
    const [above, records] = nearest;
    const inner = identifyCgroup(path.slice(above.length)).containerId;
    return inner !== undefined || records.length === 1 ? [] : records;
  }

  /** Who claimed the path or a cgroup above it for a container: ids that people chose may be those of two. */
  claimant(path: string, containerId: string | undefined): RuntimeIdentity | undefined {
    for (const [, records] of this.#above(path)) {
      const claiming = records.find(({ id }) => id === containerId);
      if (claiming !== undefined) return claiming.runtime;
    }
    return undefined;
  }

  /**
   * The path's own words, else what was claimed for it or for the nearest cgroup above it; no container where several
   * are in it.
   */
  identify(path: string): CgroupIdentity {
    const identity = identifyCgroup(path);
    for (const [above, records] of this.#above(path)) {
      const [claimed, ...others] = records.map(({ id }) => id);
      if (claimed === undefined || claimed === identity.containerId) continue;
      // A container id that the path itself carries below the claimed cgroup is the inner one.
      const inner = identifyCgroup(path.slice(above.length)).containerId;
      if (others.length > 0) {
        const { containerId: _, ...shared } = identity;
        return inner === undefined ? shared : identity;
      }
      return inner === undefined
        ? { ...identity, containerId: claimed }
        : { ...identity, ancestors: [...identity.ancestors, claimed] };
    }
    return identity;
  }

  /** What was claimed for the path and for the cgroups above it. */
  *#above(path: string): Generator<readonly [path: string, records: readonly ContainerRecord[]]> {
    if (this.#claimed.isEmpty) return;
    for (const above of upwards(path)) {
      // A slice is shared: whoever runs in it has not what others have below it.
      if (above !== path && above.endsWith(".slice")) continue;
      const records = this.#claimed.at(above);
      if (records.length === 0) continue;
      const isFree = this.#disowned.has(above) ||
        identifyCgroup(above).containerId === undefined;
      if (isFree) yield [above, records];
    }
  }
}

/** Containers by the paths of their cgroups: several may share one. */
class RecordsAt {
  readonly #byPath = new Map<string, readonly ContainerRecord[]>();

  get isEmpty(): boolean {
    return this.#byPath.size === 0;
  }

  at(path: string): readonly ContainerRecord[] {
    return this.#byPath.get(path) ?? [];
  }

  entries(): (readonly [path: string, record: ContainerRecord])[] {
    return [...this.#byPath].flatMap(([path, records]) =>
      records.map((record) => [path, record] as const)
    );
  }

  /** In place of what was said of the same container before. */
  add(path: string, record: ContainerRecord): void {
    const others = this.at(path).filter((other) => !isSameContainer(other, record));
    this.#byPath.set(path, [...others, record]);
  }

  delete(path: string): void {
    this.#byPath.delete(path);
  }

  deleteEach(isOne: (record: ContainerRecord, path: string) => boolean): void {
    for (const [path, records] of this.#byPath) {
      const left = records.filter((record) => !isOne(record, path));
      if (left.length === 0) this.#byPath.delete(path);
      else if (left.length < records.length) this.#byPath.set(path, left);
    }
  }
}

function isOf(record: ContainerRecord, id: string, runtime: RuntimeIdentity): boolean {
  return record.id === id && isSame(record.runtime, runtime);
}

/** Ids that runtimes made up are one container's, whoever tells of it; names are those of one namespace. */
function isSameContainer(one: ContainerRecord, { id, runtime }: ContainerRecord): boolean {
  return one.id === id && (isSame(one.runtime, runtime) || /^[0-9a-f]{64}$/.test(id));
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
