import type { ContainerRecord, Pod, RuntimeIdentity } from "#runtime/types.ts";

/** What never changes of a container while it lives. */
interface Identity {
  readonly name: string | undefined;
  readonly sandboxId: string | undefined;
}

/**
 * Who containers and pods are, by what CRI said of them first: that never changes, and a pod's uid is in its cgroup's
 * path. A runtime that says something else, however well formed, is not believed.
 */
export class Identities {
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
      known !== undefined &&
      (differs(known.name, record.name) || differs(known.sandboxId, record.sandboxId))
    ) {
      return `${name} said before that it is container ${
        known.name ?? "of no name"
      } of sandbox ${known.sandboxId}`;
    }
    const first = this.#podOf(record);
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
    this.#containers.set(key, {
      name: known?.name ?? name,
      sandboxId: known?.sandboxId ?? sandboxId,
    });
    if (sandboxId === undefined || pod === undefined) return;
    const { labels: _, ...identity } = pod;
    this.#pods.set(keyOf(sandboxId, runtime), { ...identity, ...this.#podOf(record) });
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

  #podOf({ sandboxId, runtime }: ContainerRecord): Omit<Pod, "labels"> | undefined {
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

/** Paths of systemd's lose the dashes of those that are 32 digits and no more. */
function isSameUid(one: string, other: string): boolean {
  return one.replaceAll("-", "") === other.replaceAll("-", "");
}
