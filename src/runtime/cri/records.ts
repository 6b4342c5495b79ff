import { runtime } from "../proto/cri.ts";
import type { DescribedImage } from "../described_images.ts";
import { isImageId, isOnlyId, repoDigestsOf, wholeImageId } from "../image_reference.ts";
import { containerNameOf, podOf, text } from "../kubernetes_labels.ts";
import { optional } from "../optional.ts";
import type { ContainerImage, ContainerRecord, ContainerState, RuntimeIdentity } from "../types.ts";

import v1 = runtime.v1;

const STATES: Readonly<Record<number, ContainerState>> = {
  [v1.ContainerState.CONTAINER_CREATED]: "created",
  [v1.ContainerState.CONTAINER_RUNNING]: "running",
  [v1.ContainerState.CONTAINER_EXITED]: "exited",
};

/** A container as CRI lists it. */
export type CriContainer = v1.Container.$Properties;

/** A pod sandbox as CRI lists it. */
export type CriSandbox = v1.PodSandbox.$Properties;

/**
 * A container, with the pod of its sandbox.
 *
 * @param image What the image service says of the image, where the list does not name it.
 */
export function containerRecord(
  container: CriContainer,
  sandbox: CriSandbox | undefined,
  runtimeIdentity: RuntimeIdentity,
  image: DescribedImage | undefined,
): ContainerRecord {
  const sandboxId = text(container.podSandboxId);
  return {
    id: container.id ?? "",
    ...optional("name", text(container.metadata?.name) ?? containerNameOf(container.labels)),
    sandbox: false,
    ...optional("sandboxId", sandboxId),
    state: STATES[container.state ?? 0] ?? "unknown",
    ...optional("createdAtNs", timestamp(container.createdAt)),
    ...optional("attempt", container.metadata?.attempt ?? undefined),
    ...optional("image", imageOf(container, image)),
    labels: { ...container.labels },
    annotations: { ...container.annotations },
    ...optional("pod", podOf(container.labels, sandbox?.labels, sandbox?.metadata)),
    runtime: runtimeIdentity,
  };
}

/** A pod sandbox. */
export function sandboxRecord(
  sandbox: CriSandbox,
  runtimeIdentity: RuntimeIdentity,
): ContainerRecord {
  const id = sandbox.id ?? "";
  return {
    id,
    sandbox: true,
    sandboxId: id,
    state: sandbox.state === v1.PodSandboxState.SANDBOX_NOTREADY ? "exited" : "running",
    ...optional("createdAtNs", timestamp(sandbox.createdAt)),
    ...optional("attempt", sandbox.metadata?.attempt ?? undefined),
    labels: { ...sandbox.labels },
    annotations: { ...sandbox.annotations },
    ...optional("pod", podOf(undefined, sandbox.labels, sandbox.metadata)),
    runtime: runtimeIdentity,
  };
}

/** The image's name where the list itself says it: what the pod asked for, else a name that is no bare id. */
export function listedReference(container: CriContainer): string | undefined {
  const { image } = container;
  const name = text(image?.userSpecifiedImage) ?? text(image?.image);
  return name === undefined || isOnlyId(name, imageIdOf(container)) ? undefined : name;
}

/** What to ask the image service about; undefined where there is nothing to ask. */
export function imageKey(container: CriContainer): string | undefined {
  return imageIdOf(container) ?? text(container.image?.image) ?? text(container.imageRef);
}

/** The name a person would use for an image of the image service: its first tag, else its first digest. */
export function referenceOf(image: v1.Image.$Properties | null | undefined): string | undefined {
  const tag = image?.repoTags?.find((name) => name !== "" && !name.startsWith("<none>"));
  return tag ?? image?.repoDigests?.find((name) => name !== "");
}

/** What an image of the image service is called. */
export function describedImage(image: v1.Image.$Properties): DescribedImage {
  const repoDigests = repoDigestsOf(image.repoDigests ?? []);
  return {
    ...optional("reference", referenceOf(image)),
    ...(repoDigests.length === 0 ? {} : { repoDigests }),
  };
}

function imageOf(
  container: CriContainer,
  described: DescribedImage | undefined,
): ContainerImage | undefined {
  const reference = listedReference(container) ?? described?.reference;
  const id = imageIdOf(container);
  if (reference === undefined && id === undefined) return undefined;
  const repoDigests = repoDigestsOf([container.imageRef, ...described?.repoDigests ?? []]);
  return {
    ...optional("reference", reference),
    ...(repoDigests.length === 0 ? {} : { repoDigests }),
    ...optional("id", id === undefined ? undefined : wholeImageId(id)),
  };
}

/** The image's id, with or without `sha256:`. */
function imageIdOf({ image, imageId, imageRef }: CriContainer): string | undefined {
  // image_id is of Kubernetes 1.30; before that image_ref holds the id, or a name with a digest.
  return [imageId, imageRef, image?.image].map(text)
    .find((reference) => reference !== undefined && isImageId(reference));
}

/** Nanoseconds since the Unix epoch; undefined for none. */
export function timestamp(value: { toString(): string } | null | undefined): bigint | undefined {
  const ns = BigInt(value?.toString() ?? 0);
  return ns === 0n ? undefined : ns;
}
