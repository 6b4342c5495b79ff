import type { CgroupHint, ContainerRecord, Pod, RuntimeIdentity } from "#runtime/types.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";
import type { CgroupTree } from "../cgroup/cgroup_tree.ts";
import { Denials } from "./denials.ts";
import type { KnownCgroups } from "./known_cgroups.ts";
import { mayName, realmOfCgroup } from "./realm.ts";
import { pause, retryPauseMs, type Schedule } from "../schedule.ts";
import type { ContainerSource, FindResult, Whereabouts } from "./source.ts";

/** What a {@link Finder} asks and judges by. */
export interface FinderContext {
  readonly source: ContainerSource;
  readonly cgroups: CgroupTree;
  readonly known: KnownCgroups;
  readonly schedule: Schedule;
}

/** Asks runtimes for containers, and takes no word that is beyond them or that something speaks against. */
export class Finder {
  readonly #context: FinderContext;
  readonly #identities = new Identities();

  constructor(context: FinderContext) {
    this.#context = context;
  }

  /**
   * Asks the runtimes for a container once. The host's own may name one in another part of the node, where anybody may
   * have made a cgroup of that name, only if the process that they say is its first is there. Nobody is believed who
   * contradicts himself or the cgroup's path.
   */
  async find(id: string, where: Whereabouts, signal: AbortSignal): Promise<FindResult> {
    const { cgroups, source } = this.#context;
    const { realm } = where;
    const result = await source.find(id, where, signal);
    const { record } = result;
    if (record === undefined) return result;
    if (!mayName(record.runtime, realm)) {
      const hint = await source.cgroupHint(record, signal);
      if (!runsIn(realm, record, hint, cgroups)) {
        return {
          reason: `the cgroup's path names a container that ${record.runtime.name} runs elsewhere`,
        };
      }
    }
    const reason = this.contradiction(record);
    return reason === undefined ? result : { reason };
  }

  /** Asks for a container until somebody knows it, or nobody will; undefined then, or when the signal ends it. */
  async search(
    id: string,
    realm: string,
    signal: AbortSignal,
  ): Promise<ContainerRecord | undefined> {
    const denials = new Denials();
    for (let attempt = 1; !signal.aborted; attempt++) {
      const age = attempt === 1 ? "new" : "young";
      const result = await this.find(id, { realm, age, denials }, signal);
      if (signal.aborted) return undefined;
      if (result.record !== undefined || result.isFinal === true) return result.record;
      await pause(this.#context.schedule, retryPauseMs(attempt), signal);
    }
    return undefined;
  }

  /** What speaks against a record, in a few words; undefined: nothing. */
  contradiction(record: ContainerRecord): string | undefined {
    // What is gone may have been another container of that id.
    const uids = this.#context.known.members(record.id)
      .filter(({ cancelForget }) => cancelForget === undefined)
      .map(({ identity }) => identity.podUid);
    return this.#identities.contradiction(record, uids.find((uid) => uid !== undefined));
  }

  /** What is said later is compared with this record. */
  learn(record: ContainerRecord): void {
    this.#identities.learn(record);
  }

  /** A cgroup of a container's is gone: if it was the last, the id may come again as another's. */
  ended(containerId: string): void {
    if (!this.#context.known.isHoused(containerId, () => true)) {
      this.#identities.prune((id) => id !== containerId);
    }
  }

  /** Forgets what was said of containers that have no cgroup, unless they are listed. */
  prune(isListed: (containerId: string) => boolean = () => false): void {
    this.#identities.prune((id) => this.#context.known.hasOf(id) || isListed(id));
  }
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

/** What never changes of a container while it lives. */
interface Identity {
  readonly name: string | undefined;
  readonly sandboxId: string | undefined;
}

/**
 * Who containers and pods are, by what CRI said of them first: that never changes, and a pod's uid is in its cgroup's
 * path. A runtime that says something else, however well formed, is not believed.
 */
class Identities {
  readonly #containers = new Map<string, Identity>();
  readonly #pods = new Map<string, Omit<Pod, "labels">>();

  /** What speaks against a record, in a few words; undefined: nothing. */
  contradiction(record: ContainerRecord, podUid: string | undefined): string | undefined {
    const { pod, runtime } = record;
    const { name } = runtime;
    if (podUid !== undefined && pod?.uid !== undefined && !isSameUid(pod.uid, podUid)) {
      return `${name} says that it is in pod ${pod.uid}, its cgroup's path says ${podUid}`;
    }
    if (runtime.cri !== true) return undefined;
    const known = this.#containers.get(keyOf(record.id, runtime));
    if (
      known !== undefined && !this.#isOfAnotherPod(known, runtime, podUid) &&
      (differs(known.name, record.name) || differs(known.sandboxId, record.sandboxId))
    ) {
      return `${name} said before that it is container ${
        known.name ?? "of no name"
      } of sandbox ${known.sandboxId}`;
    }
    const first = this.#podOf(record.sandboxId, runtime);
    if (first === undefined || pod === undefined) return undefined;
    return differs(first.name, pod.name) || differs(first.namespace, pod.namespace) ||
        differs(first.uid, pod.uid)
      ? `${name} said before that its pod is ${first.namespace}/${first.name}`
      : undefined;
  }

  /** Takes a record that nothing speaks against. */
  learn(record: ContainerRecord): void {
    const { id, name, sandboxId, pod, runtime } = record;
    if (runtime.cri !== true) return;
    const key = keyOf(id, runtime);
    const known = this.#containers.get(key);
    // Where the sandbox is another, nothing spoke against its being another container.
    const same = differs(known?.sandboxId, sandboxId) ? undefined : known;
    this.#containers.set(key, {
      name: same?.name ?? name,
      sandboxId: same?.sandboxId ?? sandboxId,
    });
    if (sandboxId === undefined || pod === undefined) return;
    const { labels: _, ...identity } = pod;
    this.#pods.set(keyOf(sandboxId, runtime), {
      ...identity,
      ...this.#podOf(record.sandboxId, runtime),
    });
  }

  /** Forgets those that are not in use any more. */
  prune(inUse: (containerId: string) => boolean): void {
    for (const key of this.#containers.keys()) {
      if (!inUse(idOf(key))) this.#containers.delete(key);
    }
    const sandboxes = new Set(
      [...this.#containers].map(([key, { sandboxId }]) => `${endpointOf(key)}\0${sandboxId}`),
    );
    for (const key of this.#pods.keys()) {
      if (!sandboxes.has(key)) this.#pods.delete(key);
    }
  }

  /** Whether the cgroup's path says that the id is another pod's now than that of the container known by it. */
  #isOfAnotherPod(
    known: Identity,
    runtime: RuntimeIdentity,
    podUid: string | undefined,
  ): boolean {
    const before = this.#podOf(known.sandboxId, runtime)?.uid;
    return before !== undefined && podUid !== undefined && !isSameUid(before, podUid);
  }

  #podOf(
    sandboxId: string | undefined,
    runtime: RuntimeIdentity,
  ): Omit<Pod, "labels"> | undefined {
    return sandboxId === undefined ? undefined : this.#pods.get(keyOf(sandboxId, runtime));
  }
}

function keyOf(id: string, { endpoint }: RuntimeIdentity): string {
  return `${endpoint}\0${id}`;
}

function endpointOf(key: string): string {
  return key.slice(0, key.indexOf("\0"));
}

function idOf(key: string): string {
  return key.slice(key.indexOf("\0") + 1);
}

/** What was not said contradicts nothing. */
function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** Paths of systemd's lose the dashes of those that are 32 digits and no more; letters of both cases are the same digits. */
function isSameUid(one: string, other: string): boolean {
  return one.replaceAll("-", "").toLowerCase() === other.replaceAll("-", "").toLowerCase();
}
