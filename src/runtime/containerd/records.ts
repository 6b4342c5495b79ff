import { cgroupPathOfSpec } from "../verbose_info.ts";
import { containerd } from "../proto/containerd.ts";
import { member, parseObject, textOf } from "../json_reader.ts";
import { isImageId, wholeImageId } from "../image_reference.ts";
import { containerNameOf, type Labels, podOf, text } from "../kubernetes_labels.ts";
import { keeperOf } from "../namespaces.ts";
import { optional } from "../optional.ts";
import type { ContainerImage, ContainerRecord, ContainerState, RuntimeIdentity } from "../types.ts";

/** A container as containerd's own API gives it. */
export type NativeContainer = containerd.Container.$Properties;

/** The running side of a container. */
export type NativeTask = containerd.Process.$Properties;

/** Specifications longer than this are not parsed; usual ones have some 20 kB. */
const MAX_SPEC_CHARACTERS = 1024 * 1024;

const STATES: Readonly<Record<number, ContainerState>> = {
  [containerd.Status.CREATED]: "created",
  [containerd.Status.RUNNING]: "running",
  [containerd.Status.STOPPED]: "exited",
  [containerd.Status.PAUSED]: "running",
  [containerd.Status.PAUSING]: "running",
};

/**
 * The container as critter knows containers.
 *
 * containerd itself has no names: CRI's are in the kubelet's labels, nerdctl's in a label of its own, and ctr takes
 * the id for a name. Docker's containers (namespace moby) have none here.
 *
 * @param sandbox The container of the pod's sandbox.
 */
export function nativeRecord(
  container: NativeContainer,
  task: NativeTask | undefined,
  sandbox: NativeContainer | undefined,
  runtime: RuntimeIdentity,
): ContainerRecord {
  const id = container.id ?? "";
  const labels = { ...container.labels };
  const spec = specOf(container);
  const isSandbox = keeperOf(id, runtime.namespace) === "cri" &&
    labels["io.cri-containerd.kind"] === "sandbox";
  const podLabels = userLabels(isSandbox ? labels : sandbox?.labels);
  const pod = podOf(isSandbox ? undefined : labels, podLabels);
  const path = cgroupPathOfSpec(spec).path ?? defaultPath(id, spec);
  return {
    id,
    ...optional("name", isSandbox ? undefined : nameOf(id, labels)),
    sandbox: isSandbox,
    ...optional("sandboxId", isSandbox ? id : sandboxIdOf(container)),
    state: task === undefined ? "created" : STATES[task.status ?? 0] ?? "unknown",
    ...optional("createdAtNs", timestampNs(container.createdAt)),
    ...optional("image", isSandbox ? undefined : imageOf(container)),
    labels,
    annotations: {},
    ...optional("pod", pod),
    ...optional("cgroupPath", path),
    runtime,
  };
}

/** The id of the pod sandbox a container of CRI's belongs to. */
export function sandboxIdOf(container: NativeContainer): string | undefined {
  return text(container.sandbox) ??
    textOf(member(specOf(container), "annotations", "io.kubernetes.cri.sandbox-id"));
}

/** Where runc puts a container that no place is named for; where it runs within a cgroup itself, its process tells. */
function defaultPath(id: string, spec: unknown): string | undefined {
  const isUnnamed = member(spec, "linux") !== undefined &&
    textOf(member(spec, "linux", "cgroupsPath")) === undefined;
  return isUnnamed ? `/${id}` : undefined;
}

/** The sandbox's labels without those that containerd's CRI plugin keeps its own records with. */
function userLabels(labels: Labels): Labels {
  const entries = Object.entries(labels ?? {});
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith("io.cri-containerd.")));
}

function specOf(container: NativeContainer): unknown {
  const bytes = container.spec?.value;
  return bytes === null || bytes === undefined || bytes.length > MAX_SPEC_CHARACTERS
    ? undefined
    : parseObject(new TextDecoder().decode(bytes), MAX_SPEC_CHARACTERS);
}

function nameOf(id: string, labels: Readonly<Record<string, string>>): string | undefined {
  const name = containerNameOf(labels) ?? text(labels["nerdctl/name"]);
  // Long hexadecimal ids are no names; ctr's are what its user typed.
  return name ?? (/^[0-9a-f]{64}$/.test(id) ? undefined : text(id));
}

function imageOf(container: NativeContainer): ContainerImage | undefined {
  const reference = text(container.image);
  if (reference === undefined) return undefined;
  // Its CRI plugin gives images their ids for names, too.
  return isImageId(reference) ? { id: wholeImageId(reference) } : { reference };
}

function timestampNs(
  time: containerd.Timestamp.$Properties | null | undefined,
): bigint | undefined {
  const seconds = BigInt(time?.seconds?.toString() ?? 0);
  return seconds <= 0n ? undefined : seconds * 1_000_000_000n + BigInt(time?.nanos ?? 0);
}
