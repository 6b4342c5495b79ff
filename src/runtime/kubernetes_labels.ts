import { optional } from "./optional.ts";
import type { Pod } from "./types.ts";

// By these labels the kubelet says whose a container is, whatever the runtime.
const POD_NAME = "io.kubernetes.pod.name";
const POD_NAMESPACE = "io.kubernetes.pod.namespace";
const POD_UID = "io.kubernetes.pod.uid";
const CONTAINER_NAME = "io.kubernetes.container.name";

const IDENTITY: ReadonlySet<string> = new Set([POD_NAME, POD_NAMESPACE, POD_UID, CONTAINER_NAME]);

/** Labels, or the lack of any. */
export type Labels = Readonly<Record<string, string>> | null | undefined;

/** What is known of a pod besides labels. */
export interface PodIdentity {
  readonly name?: string | null | undefined;
  readonly namespace?: string | null | undefined;
  readonly uid?: string | null | undefined;
}

/** The name the kubelet gave the container: only what it gave a pod, too, is its container. */
export function containerNameOf(labels: Labels): string | undefined {
  return text(labels?.[POD_NAME]) === undefined ? undefined : text(labels?.[CONTAINER_NAME]);
}

/**
 * The pod that labels name; undefined where nothing does.
 *
 * @param own The container's labels.
 * @param sandbox The labels of its sandbox: those of the kubelet and those that users put on the pod.
 * @param identity What the runtime itself says, which counts for more.
 */
export function podOf(
  own: Labels,
  sandbox: Labels,
  identity?: PodIdentity | null,
): Pod | undefined {
  const label = (key: string) => text(own?.[key]) ?? text(sandbox?.[key]);
  const name = text(identity?.name) ?? label(POD_NAME);
  const namespace = text(identity?.namespace) ?? label(POD_NAMESPACE);
  const uid = text(identity?.uid) ?? label(POD_UID);
  if (name === undefined && namespace === undefined && uid === undefined) return undefined;
  const users = Object.entries(sandbox ?? {}).filter(([key]) => !IDENTITY.has(key));
  return {
    ...optional("name", name),
    ...optional("namespace", namespace),
    ...optional("uid", uid),
    labels: Object.fromEntries(users),
  };
}

/** The text, where there is any. */
export function text(value: string | null | undefined): string | undefined {
  return value === "" ? undefined : value ?? undefined;
}
