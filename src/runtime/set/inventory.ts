import { keeperOf } from "../namespaces.ts";
import { optional } from "../optional.ts";
import type { ContainerRecord, RuntimeIdentity } from "../types.ts";

/**
 * How much a source knows of its containers, the best first: CRI knows pods, Docker and Podman know names and images,
 * containerd's own API knows what those two stored with it.
 */
export function rankOf({ runtime }: ContainerRecord): number {
  if (runtime.cri === true) return 0;
  return runtime.namespace === undefined ? 1 : 2;
}

/**
 * Which API knows more of a container than the one that told of it: who made it is in what is told. What CRI made is
 * in containerd, what cri-dockerd made in Docker, what Docker made in containerd. Undefined: none.
 */
export function betterSource(record: ContainerRecord): "cri" | "docker" | undefined {
  const { id, labels, runtime } = record;
  switch (rankOf(record)) {
    case 0:
      return undefined;
    case 1:
      return labels["io.kubernetes.docker.type"] === undefined ? undefined : "cri";
    default: {
      const keeper = keeperOf(id, runtime.namespace);
      // Others than CRI use its namespace too. The label alone says nothing: anybody may give it.
      return keeper === "cri" && labels["io.cri-containerd.kind"] === undefined
        ? undefined
        : keeper;
    }
  }
}

/** Whether another API may know more. */
export function mayBeSurpassed(record: ContainerRecord): boolean {
  return betterSource(record) !== undefined;
}

/**
 * One record a container, in the order of first appearance: the richest source wins, field by field. Containers of one
 * id in several of containerd's namespaces are several, the one that other runtimes tell of first.
 */
export function mergeRecords(records: Iterable<ContainerRecord>): ContainerRecord[] {
  const byId = new Map<string, ContainerRecord[]>();
  for (const record of records) {
    const { namespace, endpoint, realm } = record.runtime;
    // The same short name in two namespaces is two containers; nobody completes what another part of the node says.
    const key = /^[0-9a-f]{64}$/.test(record.id)
      ? `${record.id}\0${realm}`
      : [record.id, namespace, endpoint].join("\0");
    const known = byId.get(key);
    if (known === undefined) byId.set(key, [record]);
    else known.push(record);
  }
  return [...byId.values()].flatMap(containersOf).map(mergeOne);
}

/** The namespaces that CRI and Docker keep their containers in. */
const SHARED_NAMESPACES: ReadonlySet<string | undefined> = new Set(["k8s.io", "moby"]);

/** What is said of one id, apart for each container that has it. */
function containersOf(records: readonly ContainerRecord[]): (readonly ContainerRecord[])[] {
  const own = Map.groupBy(
    records.filter((record) => rankOf(record) === 2),
    ({ runtime: { endpoint, namespace } }) => `${endpoint}\0${namespace}`,
  );
  const endpoints = new Set([...own.keys()].map((key) => key.split("\0")[0]));
  if (own.size === endpoints.size) return [records];
  const others = records.filter((record) => rankOf(record) < 2);
  const apart = [...own.values()].filter(([first]) =>
    others.length === 0 || !SHARED_NAMESPACES.has(first?.runtime.namespace)
  );
  if (others.length === 0) return apart;
  return [records.filter((record) => !apart.some((group) => group.includes(record))), ...apart];
}

function mergeOne(records: readonly ContainerRecord[]): ContainerRecord {
  const [first, ...others] = records.toSorted((a, b) => rankOf(a) - rankOf(b));
  if (first === undefined) throw new TypeError("Cannot merge records as there is none");
  return others.reduce(fill, first);
}

/** Completes what a record lacks; labels and annotations come from one source, not mixed. */
function fill(record: ContainerRecord, poorer: ContainerRecord): ContainerRecord {
  const knownBy = [...record.knownBy ?? [record.runtime]];
  if (!knownBy.some((runtime) => isSame(runtime, poorer.runtime))) knownBy.push(poorer.runtime);
  const { image: _, ...rest } = poorer;
  return {
    ...rest,
    ...record,
    // A sandbox's own image is nobody's: CRI does not tell it.
    ...optional("image", record.sandbox ? record.image : fillObject(record.image, poorer.image)),
    ...optional(
      "pod",
      record.pod === undefined || poorer.pod === undefined ? record.pod ?? poorer.pod : {
        ...poorer.pod,
        ...record.pod,
        labels: someOf(record.pod.labels, poorer.pod.labels),
      },
    ),
    labels: someOf(record.labels, poorer.labels),
    annotations: someOf(record.annotations, poorer.annotations),
    knownBy,
  };
}

function fillObject<T extends object>(rich: T | undefined, poor: T | undefined): T | undefined {
  return rich === undefined || poor === undefined ? rich ?? poor : { ...poor, ...rich };
}

function someOf(
  rich: Readonly<Record<string, string>>,
  poor: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.keys(rich).length > 0 ? rich : poor;
}

function isSame(a: RuntimeIdentity, b: RuntimeIdentity): boolean {
  return a.endpoint === b.endpoint && a.namespace === b.namespace;
}
