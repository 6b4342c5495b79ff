import type { ContainerRecord, ContainerState } from "#runtime/types.ts";
import type { SelectFlags } from "../query/flags.ts";
import type { Listed } from "../query/containers.ts";

/** Which of a list's members are wanted; see the flags of `ps` and `pods`. */
export interface Selection extends SelectFlags {
  /** Only those in this state; absent: any. */
  readonly state?: ContainerState;
  /** Only the containers of the pod whose sandbox id begins like this. */
  readonly pod?: string;
}

/** What a record has no name or namespace of a pod for is called so, as crictl does. */
export const UNKNOWN = "unknown";

/** Those that are wanted, newest first. */
export function selectListed(all: readonly Listed[], selection: Selection): Listed[] {
  const { latest, last = latest ? 1 : undefined } = selection;
  return all
    .filter(({ record }) => isWanted(record, selection, last !== undefined))
    .sort((a, b) => compareAges(a.record, b.record))
    .slice(0, last);
}

function isWanted(record: ContainerRecord, selection: Selection, anyState: boolean): boolean {
  const { id, pod, state, name, namespace, label } = selection;
  return (id === undefined || record.id.startsWith(id)) &&
    (pod === undefined || record.sandboxId?.startsWith(pod) === true) &&
    (state === undefined || anyState || record.state === state) &&
    (name === undefined || name.test(nameOf(record))) &&
    (namespace === undefined || namespace.test(record.pod?.namespace ?? UNKNOWN)) &&
    label.every(([key, value]) => record.labels[key] === value);
}

/** The container's own name, or the pod's for a sandbox. */
export function nameOf(record: ContainerRecord): string {
  return (record.sandbox ? record.pod?.name : record.name) ?? "";
}

/** Newest first, and always the same order. Docker tells whole seconds but lists the newest first. */
function compareAges(a: ContainerRecord, b: ContainerRecord): number {
  const [first, second] = [a.createdAtNs ?? 0n, b.createdAtNs ?? 0n];
  if (first !== second) return first < second ? 1 : -1;
  if (a.runtime.name !== b.runtime.name) return a.runtime.name < b.runtime.name ? -1 : 1;
  if (a.runtime.name === "docker") return 0;
  return a.id < b.id ? -1 : 1;
}
