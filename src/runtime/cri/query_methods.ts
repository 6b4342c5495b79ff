import { runtime } from "../proto/cri.ts";
import { grpcMethod } from "../wire/grpc_method.ts";

import v1 = runtime.v1;

/** What the runtime says of its health, with its configuration when asked to be verbose. */
export const STATUS = grpcMethod("RuntimeService/Status", v1.StatusRequest, v1.StatusResponse);
/** The cgroup driver; Kubernetes 1.28 on. */
export const RUNTIME_CONFIG = grpcMethod(
  "RuntimeService/RuntimeConfig",
  v1.RuntimeConfigRequest,
  v1.RuntimeConfigResponse,
);
/** What containers use. */
export const LIST_CONTAINER_STATS = grpcMethod(
  "RuntimeService/ListContainerStats",
  v1.ListContainerStatsRequest,
  v1.ListContainerStatsResponse,
);
/** What pods use. */
export const LIST_POD_SANDBOX_STATS = grpcMethod(
  "RuntimeService/ListPodSandboxStats",
  v1.ListPodSandboxStatsRequest,
  v1.ListPodSandboxStatsResponse,
);
/** Containers coming and going, for as long as it is listened to. */
export const GET_CONTAINER_EVENTS = grpcMethod(
  "RuntimeService/GetContainerEvents",
  v1.GetEventsRequest,
  v1.ContainerEventResponse,
);
/** Every image, or those that one name leads to. */
export const LIST_IMAGES = grpcMethod(
  "ImageService/ListImages",
  v1.ListImagesRequest,
  v1.ListImagesResponse,
);
/** Where images are kept, and how much they take. */
export const IMAGE_FS_INFO = grpcMethod(
  "ImageService/ImageFsInfo",
  v1.ImageFsInfoRequest,
  v1.ImageFsInfoResponse,
);
/** What pods can be measured by. */
export const LIST_METRIC_DESCRIPTORS = grpcMethod(
  "RuntimeService/ListMetricDescriptors",
  v1.ListMetricDescriptorsRequest,
  v1.ListMetricDescriptorsResponse,
);
/** The metrics of every pod. */
export const LIST_POD_SANDBOX_METRICS = grpcMethod(
  "RuntimeService/ListPodSandboxMetrics",
  v1.ListPodSandboxMetricsRequest,
  v1.ListPodSandboxMetricsResponse,
);
