import { runtime } from "../proto/cri.ts";
import type { Codec, GrpcMethod } from "../wire/grpc_channel.ts";

/** The packages CRI was served under; v1alpha2 (Kubernetes up to 1.25) has the same messages as v1. */
export const CRI_PACKAGES = ["runtime.v1", "runtime.v1alpha2"] as const;

/** One of {@linkcode CRI_PACKAGES}. */
export type CriPackage = (typeof CRI_PACKAGES)[number];

const v1 = runtime.v1;

function method<Request, Response>(
  name: string,
  request: Codec<unknown, Request>,
  response: Codec<Response, never>,
): GrpcMethod<Request, Response> {
  return { name, request, response };
}

/** Asks who the runtime is. */
export const VERSION = method(
  "RuntimeService/Version",
  v1.VersionRequest,
  v1.VersionResponse,
);
/** Lists containers; the filter's id may be a prefix. */
export const LIST_CONTAINERS = method(
  "RuntimeService/ListContainers",
  v1.ListContainersRequest,
  v1.ListContainersResponse,
);
/** Lists pod sandboxes; the filter's id may be a prefix. */
export const LIST_POD_SANDBOX = method(
  "RuntimeService/ListPodSandbox",
  v1.ListPodSandboxRequest,
  v1.ListPodSandboxResponse,
);
/** {@linkcode LIST_CONTAINERS} in batches; Kubernetes 1.36 on. */
export const STREAM_CONTAINERS = method(
  "RuntimeService/StreamContainers",
  v1.ListContainersRequest,
  v1.ListContainersResponse,
);
/** {@linkcode LIST_POD_SANDBOX} in batches; Kubernetes 1.36 on. */
export const STREAM_POD_SANDBOXES = method(
  "RuntimeService/StreamPodSandboxes",
  v1.ListPodSandboxRequest,
  v1.ListPodSandboxResponse,
);
/** One container, with the runtime's own details when asked to be verbose. */
export const CONTAINER_STATUS = method(
  "RuntimeService/ContainerStatus",
  v1.ContainerStatusRequest,
  v1.ContainerStatusResponse,
);
/** One pod sandbox, with the runtime's own details when asked to be verbose. */
export const POD_SANDBOX_STATUS = method(
  "RuntimeService/PodSandboxStatus",
  v1.PodSandboxStatusRequest,
  v1.PodSandboxStatusResponse,
);
/** One image; an unknown one gives an answer without an image. */
export const IMAGE_STATUS = method(
  "ImageService/ImageStatus",
  v1.ImageStatusRequest,
  v1.ImageStatusResponse,
);
