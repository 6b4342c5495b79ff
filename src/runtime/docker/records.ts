import { type JsonObject, listOf, member, objectOf, textOf, textsOf } from "../json_reader.ts";
import { isImageId, isOnlyId, wholeImageId } from "../image_reference.ts";
import { containerNameOf, podOf } from "../kubernetes_labels.ts";
import { optional } from "../optional.ts";
import type {
  ContainerImage,
  ContainerRecord,
  ContainerState,
  Pod,
  RuntimeIdentity,
} from "../types.ts";

const STATES: Readonly<Record<string, ContainerState>> = {
  created: "created",
  initialized: "created",
  configured: "created",
  running: "running",
  paused: "running",
  restarting: "running",
  stopping: "running",
  exited: "exited",
  stopped: "exited",
  dead: "exited",
  removing: "exited",
};

/** cri-dockerd stores a pod's annotations as labels with this in front. */
const ANNOTATION_PREFIX = "annotation.";

/** The label that tells cri-dockerd's containers ("container") from its sandboxes ("podsandbox"). */
const CRI_DOCKERD_TYPE = "io.kubernetes.docker.type";

/** Whether cri-dockerd made what has these labels: nothing else of Docker's is a pod's. */
export function isOfCriDockerd(labels: Readonly<Record<string, string>>): boolean {
  return labels[CRI_DOCKERD_TYPE] !== undefined;
}

/** What cri-dockerd calls containers: k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT, sandboxes being called POD. */
const KUBERNETES_NAME = /^k8s_([^_]+)_([^_]+)_([^_]+)_([^_]+)_(\d+)(?:_[^_]*)?$/;

/**
 * A container from any of the lists and inspections of Docker and Podman.
 *
 * @param sandboxLabels Gives the labels of another container or of a Podman pod, for those of the pod around it.
 * @returns undefined for what is no container.
 */
export function dockerRecord(
  value: unknown,
  runtime: RuntimeIdentity,
  sandboxLabels: (id: string) => Readonly<Record<string, string>> | undefined,
): ContainerRecord | undefined {
  const container = objectOf(value);
  const id = textOf(container?.["Id"]);
  if (container === undefined || id === undefined) return undefined;
  const all = textsOf(member(container, "Config", "Labels") ?? container["Labels"]);
  const { labels, annotations } = splitAnnotations(all);
  const name = nameOf(container);
  // Anybody may name and label a container so: what cri-dockerd made says that, too.
  const kubelet = isOfCriDockerd(labels) ? labels : undefined;
  const kubernetes = kubelet === undefined ? null : KUBERNETES_NAME.exec(name ?? "");
  const sandbox = labels[CRI_DOCKERD_TYPE] === "podsandbox" || container["IsInfra"] === true;
  const sandboxId = textOf(container["Pod"]) ??
    (sandbox ? id : textOf(kubelet?.["io.kubernetes.sandbox.id"]));
  const pod = podmanPod(container, sandboxLabels) ?? podOf(
    kubelet,
    kubelet && userLabels(sandbox ? labels : sandboxLabels(sandboxId ?? "")),
    { name: kubernetes?.[2], namespace: kubernetes?.[3], uid: kubernetes?.[4] },
  );
  const attempt = kubernetes?.[5];
  const ownName = containerNameOf(kubelet) ?? kubernetes?.[1] ?? name;
  return {
    id,
    ...optional("name", sandbox ? undefined : ownName),
    sandbox,
    ...optional("sandboxId", sandboxId),
    state: STATES[stateOf(container)] ?? "unknown",
    ...optional("createdAtNs", engineTimeNs(container["Created"])),
    ...optional("attempt", attempt === undefined ? undefined : Number(attempt)),
    ...optional("image", imageOf(container)),
    labels,
    annotations,
    ...optional("pod", pod),
    runtime,
  };
}

/** The pod's user labels: without cri-dockerd's own. */
function userLabels(
  labels: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (labels === undefined) return undefined;
  const entries = Object.entries(splitAnnotations(labels).labels);
  return Object.fromEntries(
    entries.filter(([key]) => key !== CRI_DOCKERD_TYPE && key !== "io.kubernetes.sandbox.id"),
  );
}

function splitAnnotations(all: Readonly<Record<string, string>>): {
  labels: Record<string, string>;
  annotations: Record<string, string>;
} {
  if (!isOfCriDockerd(all)) return { labels: { ...all }, annotations: {} };
  const labels: [string, string][] = [];
  const annotations: [string, string][] = [];
  for (const [key, value] of Object.entries(all)) {
    if (!key.startsWith(ANNOTATION_PREFIX)) labels.push([key, value]);
    else annotations.push([key.slice(ANNOTATION_PREFIX.length), value]);
  }
  return { labels: Object.fromEntries(labels), annotations: Object.fromEntries(annotations) };
}

/** Docker puts a slash before names, and lists names that links gave too ("/other/alias"). */
function nameOf(container: JsonObject): string | undefined {
  const names = listOf(container["Names"]).flatMap((name) => textOf(name) ?? []);
  const own = names.find((name) => !name.slice(1).includes("/")) ?? textOf(container["Name"]);
  return textOf(own?.replace(/^\//, ""));
}

function stateOf(container: JsonObject): string {
  return textOf(member(container, "State", "Status")) ??
    textOf(container["State"])?.toLowerCase() ??
    "";
}

/** Lists have the image's name as Image and its id as ImageID; inspections the name in Config and the id as Image. */
function imageOf(container: JsonObject): ContainerImage | undefined {
  const inspected = textOf(member(container, "Config", "Image"));
  const image = textOf(container["Image"]);
  const name = inspected ?? image;
  const id = textOf(container["ImageID"]) ?? (inspected === undefined ? undefined : image);
  const whole = [id, name].find((text) => text !== undefined && isImageId(text));
  if (name === undefined && whole === undefined) return undefined;
  return {
    ...optional("reference", name === undefined || isOnlyId(name, whole) ? undefined : name),
    ...optional("id", whole === undefined ? undefined : wholeImageId(whole)),
  };
}

/** Podman's own lists name the pod of a container. */
function podmanPod(
  container: JsonObject,
  podLabels: (id: string) => Readonly<Record<string, string>> | undefined,
): Pod | undefined {
  const name = textOf(container["PodName"]);
  return name === undefined
    ? undefined
    : { name, labels: podLabels(textOf(container["Pod"]) ?? "") ?? {} };
}

/**
 * Nanoseconds since the epoch, from seconds as lists have them or RFC 3339 with up to nine decimals as inspections do;
 * undefined for the year 1 that stands for a time that never came.
 */
export function engineTimeNs(value: unknown): bigint | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) {
    return BigInt(value) * 1_000_000_000n;
  }
  const parts = /^(.+T[\d:]+)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(textOf(value) ?? "");
  if (parts === null) return undefined;
  const [, seconds = "", decimals = "", zone = ""] = parts;
  const ms = Date.parse(seconds + zone);
  if (!(ms > 0)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(decimals.padEnd(9, "0"));
}
