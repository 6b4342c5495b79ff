import { runtime } from "../proto/cri.ts";
import { grpcMethod } from "../wire/grpc_method.ts";

/** The packages CRI was served under; v1alpha2 (Kubernetes up to 1.25) has the same messages as v1. */
export const CRI_PACKAGES = ["runtime.v1", "runtime.v1alpha2"] as const;

/** One of {@linkcode CRI_PACKAGES}. */
export type CriPackage = (typeof CRI_PACKAGES)[number];

const v1 = runtime.v1;

/** Asks who the runtime is. */
export const VERSION = grpcMethod(
  "RuntimeService/Version",
  v1.VersionRequest,
  v1.VersionResponse,
);
/** Lists containers; the filter's id may be a prefix. */
export const LIST_CONTAINERS = grpcMethod(
  "RuntimeService/ListContainers",
  v1.ListContainersRequest,
  v1.ListContainersResponse,
);
/** Lists pod sandboxes; the filter's id may be a prefix. */
export const LIST_POD_SANDBOX = grpcMethod(
  "RuntimeService/ListPodSandbox",
  v1.ListPodSandboxRequest,
  v1.ListPodSandboxResponse,
);
/** {@linkcode LIST_CONTAINERS} in batches; Kubernetes 1.36 on. */
export const STREAM_CONTAINERS = grpcMethod(
  "RuntimeService/StreamContainers",
  v1.ListContainersRequest,
  v1.ListContainersResponse,
);
/** {@linkcode LIST_POD_SANDBOX} in batches; Kubernetes 1.36 on. */
export const STREAM_POD_SANDBOXES = grpcMethod(
  "RuntimeService/StreamPodSandboxes",
  v1.ListPodSandboxRequest,
  v1.ListPodSandboxResponse,
);
/** One container, with the runtime's own details when asked to be verbose. */
export const CONTAINER_STATUS = grpcMethod(
  "RuntimeService/ContainerStatus",
  v1.ContainerStatusRequest,
  v1.ContainerStatusResponse,
);
/** One pod sandbox, with the runtime's own details when asked to be verbose. */
export const POD_SANDBOX_STATUS = grpcMethod(
  "RuntimeService/PodSandboxStatus",
  v1.PodSandboxStatusRequest,
  v1.PodSandboxStatusResponse,
);
/** One image; an unknown one gives an answer without an image. */
export const IMAGE_STATUS = grpcMethod(
  "ImageService/ImageStatus",
  v1.ImageStatusRequest,
  v1.ImageStatusResponse,
);
