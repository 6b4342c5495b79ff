import type { ContainerRecord } from "#runtime/types.ts";
import { AmbiguousError } from "../query/choose.ts";

/** What is to be explained. */
export type Subject =
  | { readonly kind: "process"; readonly pid: number }
  | { readonly kind: "cgroup"; readonly id: bigint }
  | { readonly kind: "cgroup-path"; readonly path: string }
  /** Something that only the runtimes know: an id, a name, a pod. */
  | { readonly kind: "container" | "pod" | "any"; readonly name: string };

/** Linux's largest process id is below 2^22. */
const PID_LIMIT = 1n << 22n;
const CGROUP_ID_LIMIT = 1n << 64n;

/**
 * Reads what somebody wants explained. `pid:`, `cgroup:`, `container:` and `pod:` say what it is; without, a number is
 * a process if there is such a one, else a cgroup's id; a path is a cgroup's; anything else is for the runtimes.
 *
 * @throws RangeError for a number that can't be one.
 */
export function parseSubject(text: string, isProcess: (pid: number) => boolean): Subject {
  const [, prefix, rest = ""] = /^(pid|cgroup|container|pod):([^]*)$/.exec(text) ?? [];
  switch (prefix) {
    case "pid":
      return { kind: "process", pid: Number(numberOf(rest, PID_LIMIT, text)) };
    case "cgroup":
      return rest.startsWith("/")
        ? { kind: "cgroup-path", path: rest }
        : { kind: "cgroup", id: numberOf(rest, CGROUP_ID_LIMIT, text) };
    case "container":
    case "pod":
      if (rest === "") throw refusal("a name or an id must follow", text);
      return { kind: prefix, name: rest };
  }
  if (text.startsWith("/")) return { kind: "cgroup-path", path: text };
  if (/^\d{1,20}$/.test(text)) {
    const number = BigInt(text);
    if (number > 0n && number < PID_LIMIT && isProcess(Number(number))) {
      return { kind: "process", pid: Number(number) };
    }
    if (number > 0n && number < CGROUP_ID_LIMIT) return { kind: "cgroup", id: number };
  }
  return { kind: "any", name: text };
}

function numberOf(text: string, limit: bigint, whole: string): bigint {
  const number = /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
  if (number <= 0n || number >= limit) {
    throw refusal(`a number from 1 to ${limit - 1n} must follow`, whole);
  }
  return number;
}

function refusal(rule: string, text: string): RangeError {
  return new RangeError(
    `Cannot explain it as ${rule}: ${JSON.stringify(text)}; see 'critter explain --help'`,
  );
}

/**
 * The containers and sandboxes that a name leads to: an id, a name, a pod's name or uid, namespace/pod, or the beginning of
 * one id.
 *
 * @throws AmbiguousError where several ids begin like this.
 */
export function matching(
  records: readonly ContainerRecord[],
  { kind, name }: Extract<Subject, { readonly name: string }>,
): readonly ContainerRecord[] {
  const wholes = records.filter(({ id }) => id === name);
  if (wholes.length > 0 && kind !== "pod") return wholes;
  const named = reached(records, kind, {
    isPod: ({ pod }) =>
      pod !== undefined &&
      (pod.name === name || pod.uid === name || `${pod.namespace}/${pod.name}` === name),
    isOwn: (record) => record.name === name || record.id === name,
  });
  if (named.length > 0 || name.length < SHORTEST_BEGINNING) return named;
  const isPod = ({ pod, sandboxId }: ContainerRecord) =>
    pod !== undefined && sandboxId?.startsWith(name) === true;
  const begun = records.filter(({ id, sandbox }) =>
    id.startsWith(name) && (kind === "any" || sandbox === (kind === "pod"))
  );
  const ids = new Set([
    ...begun.map(({ id }) => id),
    ...(kind === "container" ? [] : records.filter(isPod).map(({ sandboxId }) => sandboxId)),
  ]);
  if (ids.size > 1) {
    throw new AmbiguousError(
      records.filter(({ id }) => ids.has(id)).map((record) => ({
        id: record.id,
        names: [],
        description: record.sandbox ? record.pod?.name ?? "sandbox" : record.name ?? "container",
      })),
      name,
      kind === "any" ? "container or pod" : kind,
    );
  }
  return reached(records, kind, { isPod, isOwn: ({ id }) => id.startsWith(name) });
}

/** Fewer characters begin no id that anybody means. */
const SHORTEST_BEGINNING = 3;

/** What a pod leads to: its sandbox and its containers; or the containers that are meant themselves. */
function reached(
  records: readonly ContainerRecord[],
  kind: "container" | "pod" | "any",
  { isPod, isOwn }: Readonly<Record<"isPod" | "isOwn", (record: ContainerRecord) => boolean>>,
): readonly ContainerRecord[] {
  const sandboxes = records.filter((record) =>
    record.sandbox && (isPod(record) || (kind === "pod" && isOwn(record)))
  );
  if (kind !== "container" && sandboxes.length > 0) {
    const ids = new Set(sandboxes.map(({ id, sandboxId = id }) => sandboxId));
    const inPod = records.filter((record) => !record.sandbox && ids.has(record.sandboxId ?? ""));
    return [...sandboxes, ...inPod];
  }
  const own = kind === "pod" ? [] : records.filter(isOwn);
  // Podman's pods need no sandbox.
  return kind === "container" || own.length > 0 ? own : records.filter(isPod);
}
