import { optional } from "#runtime/optional.ts";
import type { ContainerRecord, RuntimeIdentity } from "#runtime/types.ts";
import type { CgroupIdentity } from "../cgroup/cgroup_path.ts";
import { buildStepRecord } from "../fragment/build_record.ts";
import {
  containerFragment,
  hostFragment,
  type LabelledCgroup,
  type NodeLabels,
  unresolvedFragment,
} from "../fragment/fragment.ts";
import type { LabelUpdate } from "../update.ts";

/** A cgroup, as the label path knows it. */
export interface KnownCgroup extends LabelledCgroup {
  readonly identity: CgroupIdentity;
  /** Which part of the node its container is in, see realm.ts. */
  readonly realm: string;
  /** Who says that it is the container's, where its path does not. */
  readonly claimant?: RuntimeIdentity;
  /** The reason that the event path was given last, so that it is told of changes only. */
  reason?: string;
  /** It has a container's labels. */
  labelled?: boolean;
  /** It is gone; keeps it from being forgotten. */
  cancelForget?: () => void;
}

/** Puts what is decided about cgroups into words, and takes it to the event path. */
export class Decisions {
  readonly #node: NodeLabels;
  readonly #send: (update: LabelUpdate) => void;

  constructor(node: NodeLabels, send: (update: LabelUpdate) => void) {
    this.#node = node;
    this.#send = send;
  }

  /** It is no container's that a runtime tells of. */
  host(cgroup: KnownCgroup): void {
    delete cgroup.reason;
    const { build } = cgroup.identity;
    if (build !== undefined) {
      const fragment = containerFragment(
        cgroup,
        cgroup.identity,
        buildStepRecord(build),
        this.#node,
      );
      this.#send({ kind: "final", cgroup: cgroup.id, host: false, fragment });
      return;
    }
    const fragment = hostFragment(cgroup, cgroup.identity, this.#node);
    this.#send({ kind: "final", cgroup: cgroup.id, host: true, fragment });
  }

  /** It is this container's. */
  container(cgroup: KnownCgroup, record: ContainerRecord): void {
    cgroup.labelled = true;
    delete cgroup.reason;
    this.#send({
      kind: "final",
      cgroup: cgroup.id,
      host: false,
      fragment: this.#fragment(cgroup, record),
    });
  }

  /** It is this container's, and its labels may become better in a moment. */
  provisional(cgroup: KnownCgroup, record: ContainerRecord): void {
    cgroup.labelled = true;
    delete cgroup.reason;
    this.#send({ kind: "hold", cgroup: cgroup.id, fragment: this.#fragment(cgroup, record) });
  }

  /** It is not known yet whose it is, for this reason. */
  hold(cgroup: KnownCgroup, reason: string): void {
    if (cgroup.reason === reason) return;
    cgroup.reason = reason;
    const fragment = unresolvedFragment(cgroup, cgroup.identity, reason, this.#node);
    this.#send({ kind: "hold", cgroup: cgroup.id, fragment });
  }

  /** It will not be known whose it is, for this reason. */
  unresolved(cgroup: Pick<KnownCgroup, "id" | "path" | "identity">, reason: string): void {
    const { id, identity } = cgroup;
    const fragment = unresolvedFragment(cgroup, identity, reason, this.#node);
    this.#send({ kind: "final", cgroup: id, host: false, fragment });
  }

  /** It is the cgroup of all these: nobody can tell which of them an event is from. */
  shared(cgroup: KnownCgroup, containers: readonly ContainerRecord[]): void {
    this.unresolved(cgroup, `${listOf(containers)} run in this cgroup together`);
  }

  #fragment(cgroup: KnownCgroup, record: ContainerRecord): string {
    const { podUid } = cgroup.identity;
    // The path's word for the pod holds whatever the runtime knows of it.
    const pod = podUid === undefined || record.pod?.uid !== undefined
      ? record.pod
      : { ...record.pod ?? { labels: {} }, uid: podUid };
    return containerFragment(
      cgroup,
      cgroup.identity,
      { ...record, ...optional("pod", pod) },
      this.#node,
    );
  }
}

/** So many containers are named in one reason. */
const NAMED = 3;

/** Containers, by their ids, as the subject of a sentence. */
export function listOf(containers: readonly ContainerRecord[]): string {
  const ids = containers.map(({ id }) => id);
  if (ids.length === 1) return `container ${ids[0]}`;
  const named = ids.slice(0, NAMED).join(", ");
  return `containers ${named}${ids.length > NAMED ? ` and ${ids.length - NAMED} more` : ""}`;
}
