import type { ContainerRecord, ContainerState } from "#runtime/types.ts";
import type { PodState, SelectFlags } from "../query/flags.ts";
import type { Compiled } from "../query/pattern.ts";
import type { Listed, Lists } from "../query/containers.ts";
import { wholeId } from "./find.ts";

/** Which of a list's members are wanted; see the flags of `ps` and `pods`. */
export interface Selection extends Compiled<SelectFlags> {
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
export function selectContainers(lists: Lists, { state, ...selection }: Selection): Listed[] {
  const { pod } = selection;
  return select(lists.containers, "container", {
    ...selection,
    ...(pod === undefined ? {} : { pod: wholeId(lists.sandboxes, pod, "pod") }),
    isIn: (record) => state === undefined || record.state === state,
  });
}

/**
 * Those pods that are wanted, newest first.
 *
 * @throws AmbiguousError where an id begins several.
 */
export function selectPods(
  { sandboxes }: Lists,
  { state, ...selection }: Compiled<SelectFlags> & { readonly state?: PodState },
): Listed[] {
  return select(sandboxes, "pod", {
    ...selection,
    isIn: (record) => state === undefined || podState(record) === state,
  });
}

/** CRI's pods are ready or not; Podman's that never ran are not. */
export function podState({ state }: ContainerRecord): PodState {
  return state === "running" ? "ready" : "notready";
}

/** A selection whose ids are whole. */
interface Choice extends Omit<Selection, "state"> {
  readonly isIn: (record: ContainerRecord) => boolean;
}

function select(
  all: readonly Listed[],
  what: "container" | "pod",
  choice: Choice,
): Listed[] {
  const { latest, last = 0, id } = choice;
  const most = last > 0 ? last : latest ? 1 : undefined;
  const own = id === undefined ? choice : { ...choice, id: wholeId(all, id, what) };
  return all
    .filter(({ record }) => isWanted(record, own) && (most !== undefined || own.isIn(record)))
    .sort((a, b) => compareAges(a.record, b.record))
    .slice(0, most);
}

function isWanted(record: ContainerRecord, choice: Choice): boolean {
  const { id, pod, name, namespace, label } = choice;
  return (id === undefined || record.id === id) &&
    (pod === undefined || record.sandboxId?.startsWith(pod) === true) &&
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
