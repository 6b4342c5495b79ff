import { parseImageReference, repoDigestsOf } from "#runtime/image_reference.ts";
import type { ContainerImage, ContainerRecord } from "#runtime/types.ts";
import type { CgroupIdentity } from "../cgroup/cgroup_path.ts";
import { type JsonFields, jsonMembers } from "./json.ts";

/** Names of this node, given by whoever runs critter, so that many nodes' streams can be joined. */
export interface NodeLabels {
  readonly clusterName?: string;
  readonly nodeName?: string;
}

/** A cgroup as every label fragment names it. */
export interface LabelledCgroup {
  /** The cgroup id (kernfs id, 64 bits). */
  readonly id: bigint;
  /** Path within the hierarchy; absent when it could not be read. */
  readonly path?: string;
}

/** The label fragment of a process that is in no container. */
export function hostFragment(
  cgroup: LabelledCgroup,
  identity: CgroupIdentity,
  node: NodeLabels,
): string {
  return fragment({
    k8s: nodeFields(node),
    cgroup: cgroupFields(cgroup),
    systemd: { unit: identity.systemdUnit },
    machine: identity.machine === undefined
      ? undefined
      : { engine: identity.machine.engine, name: identity.machine.name },
    label_state: "host",
  });
}

/** The label fragment of a container that a runtime has told about. */
export function containerFragment(
  cgroup: LabelledCgroup,
  identity: CgroupIdentity,
  record: ContainerRecord,
  node: NodeLabels,
): string {
  const { pod } = record;
  const { labels, complete } = userLabels(pod?.labels ?? {});
  return fragment({
    container: {
      id: record.id,
      sandbox: record.sandbox ? true : undefined,
      name: record.sandbox ? undefined : said(record.name),
      image: record.sandbox ? undefined : imageFields(record.image),
      runtime: { name: said(record.runtime.name) },
      label: composeLabels(record.labels),
      ancestors: identity.ancestors,
    },
    k8s: {
      ...nodeFields(node),
      namespace: { name: said(pod?.namespace) },
      pod: {
        name: said(pod?.name),
        uid: said(pod?.uid),
        label: pod === undefined ? undefined : labels,
      },
      container: record.sandbox || pod === undefined ? undefined : {
        name: said(record.name),
        restart_count: record.attempt === 0 ? undefined : record.attempt,
      },
    },
    cgroup: cgroupFields(cgroup),
    label_missing: [...missingLabels(record), ...complete ? [] : ["k8s.pod.label"]],
    label_state: "resolved",
  });
}

/** The label fragment of a container (or an unreadable cgroup) whose labels are not known, and why. */
export function unresolvedFragment(
  cgroup: LabelledCgroup,
  identity: CgroupIdentity | undefined,
  reason: string,
  node: NodeLabels,
): string {
  return fragment({
    container: { id: identity?.containerId, ancestors: identity?.ancestors },
    k8s: { ...nodeFields(node), pod: { uid: identity?.podUid } },
    cgroup: cgroupFields(cgroup),
    label_state: "unresolved",
    label_reason: reason,
  });
}

/** What follows the process object: from the comma to the end of the line. */
function fragment(fields: JsonFields): string {
  return `,${jsonMembers(fields)}}\n`;
}

function nodeFields(node: NodeLabels): JsonFields {
  return { cluster: { name: node.clusterName }, node: { name: node.nodeName } };
}

function cgroupFields(cgroup: LabelledCgroup): JsonFields {
  return { id: cgroup.id.toString(), path: cgroup.path };
}

/** OpenTelemetry has the parts of an image's reference apart. One beyond the grammar is all name. */
function imageFields(image: ContainerImage = {}): JsonFields {
  const reference = said(image.reference);
  const parts = parseImageReference(reference ?? "");
  return {
    name: parts?.name ?? reference,
    tags: parts?.tag === undefined ? undefined : [parts.tag],
    repo_digests: repoDigestsOf([reference, ...image.repoDigests ?? []]),
    reference,
    id: said(image.id),
  };
}

/** An empty protobuf string means that the runtime did not say. */
function said(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

/** Longer labels, all of a pod's together, are left out: nobody shall hide a pod's name behind its labels. */
const USER_LABELS_BYTES = 32 << 10;

const encoder = new TextEncoder();

/** Pod labels that people gave; the kubelet's own copies of the pod's name are fields already. */
function userLabels(
  all: Readonly<Record<string, string>>,
): { labels: JsonFields; complete: boolean } {
  const given = Object.entries(all).filter(([key]) => !key.startsWith("io.kubernetes."));
  let bytes = 0;
  const fitting = given.filter((entry) => {
    const size = encoder.encode(JSON.stringify(entry)).length;
    if (bytes + size > USER_LABELS_BYTES) return false;
    bytes += size;
    return true;
  });
  return { labels: Object.fromEntries(fitting), complete: fitting.length === given.length };
}

/** Whose a container is where Compose made it: Docker's, Podman's or nerdctl's. */
const COMPOSE_LABELS = ["com.docker.compose.project", "com.docker.compose.service"] as const;

function composeLabels(labels: Readonly<Record<string, string>>): JsonFields {
  return Object.fromEntries(COMPOSE_LABELS.map((key) => {
    const value = said(labels[key]);
    return [key, (value?.length ?? 0) > COMPOSE_LABEL_LENGTH ? undefined : value];
  }));
}

/** Compose's own names are far shorter; nobody shall hide a container's name behind its labels. */
const COMPOSE_LABEL_LENGTH = 1024;

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;
/** A UUID, or the 32 hexadecimal digits that the kubelet gives a static pod. */
const POD_UID = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})$/;

/**
 * The identity labels that a runtime did not give, or gave in a form that Kubernetes would not
 * (RFC 1123 names, UUIDs, references of images), by their OpenTelemetry names.
 */
export function missingLabels(record: ContainerRecord): string[] {
  const missing: string[] = [];
  const expect = (name: string, value: string | undefined, form?: RegExp): void => {
    if (value === undefined || value === "" || form?.test(value) === false) missing.push(name);
  };
  const { pod } = record;
  if (!record.sandbox) {
    expect("container.name", record.name);
    expect("container.image.name", parseImageReference(record.image?.reference ?? "")?.name);
  }
  if (pod !== undefined) {
    expect("k8s.namespace.name", pod.namespace, DNS_LABEL);
    expect("k8s.pod.name", pod.name, DNS_SUBDOMAIN);
    expect("k8s.pod.uid", pod.uid, POD_UID);
    if (!record.sandbox) expect("k8s.container.name", record.name, DNS_LABEL);
  }
  return missing;
}
