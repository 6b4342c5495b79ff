import type { ContainerRecord, ContainerState } from "#runtime/types.ts";
import type { PodState, SelectFlags } from "../query/flags.ts";
import type { Listed, Lists } from "../query/containers.ts";
import { wholeId } from "./find.ts";

/** Which of a list's members are wanted; see the flags of `ps` and `pods`. */
export interface Selection extends SelectFlags {
  /** Only those in this state; absent: any. */
  readonly state?: ContainerState;
  /** Only the containers of the pod whose sandbox id begins like this. */
  readonly pod?: string;
}

/** What a record has no name or namespace of a pod for is called so, as crictl does. */
export const UNKNOWN = "unknown";

/**
 * Those containers that are wanted, newest first.
 *
 * @throws AmbiguousError where an id begins several.
 */
export function selectContainers(lists: Lists, selection: Selection): Listed[] {
  const { pod } = selection;
  return select(lists.containers, "container", {
    ...selection,
    ...(pod === undefined ? {} : { pod: wholeId(lists.sandboxes, pod, "pod") }),
  });
}

/**
 * Those pods that are wanted, newest first.
 *
 * @throws AmbiguousError where an id begins several.
 */
export function selectPods(
  { sandboxes }: Lists,
  { state, ...selection }: SelectFlags & { readonly state?: PodState },
): Listed[] {
  return select(sandboxes, "pod", {
    ...selection,
    ...(state === undefined ? {} : { state: state === "ready" ? "running" : "exited" }),
  });
}

function select(
  all: readonly Listed[],
  what: "container" | "pod",
  selection: Selection,
): Listed[] {
  const { latest, last = 0, id } = selection;
  const most = last > 0 ? last : latest ? 1 : undefined;
  const own = id === undefined ? selection : { ...selection, id: wholeId(all, id, what) };
  return all
    .filter(({ record }) => isWanted(record, own, most !== undefined))
    .sort((a, b) => compareAges(a.record, b.record))
    .slice(0, most);
}

function isWanted(record: ContainerRecord, selection: Selection, anyState: boolean): boolean {
  const { id, pod, state, name, namespace, label } = selection;
  return (id === undefined || record.id === id) &&
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
  const [own, other] = [placeOf(a), placeOf(b)];
  return own === other ? 0 : own < other ? -1 : 1;
}

function placeOf({ id, runtime: { namespace = "", endpoint } }: ContainerRecord): string {
  return [id, namespace, endpoint].join("\0");
}
