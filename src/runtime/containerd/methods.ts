import { containerd } from "../proto/containerd.ts";
import { grpcMethod } from "../wire/grpc_method.ts";

/** What every service's full name begins with. */
export const CONTAINERD_PACKAGE = "containerd.services";

/** The header that names the namespace a call is about. */
export const NAMESPACE_HEADER = "containerd-namespace";

/** Asks for the daemon's version. */
export const CONTAINERD_VERSION = grpcMethod(
  "version.v1.Version/Version",
  containerd.Empty,
  containerd.VersionResponse,
);
/** Lists namespaces: "k8s.io" is CRI's, "moby" Docker's, "default" that of ctr and nerdctl. */
export const LIST_NAMESPACES = grpcMethod(
  "namespaces.v1.Namespaces/List",
  containerd.ListNamespacesRequest,
  containerd.ListNamespacesResponse,
);
/** One container of a namespace. */
export const GET_CONTAINER = grpcMethod(
  "containers.v1.Containers/Get",
  containerd.GetContainerRequest,
  containerd.GetContainerResponse,
);
/** All containers of a namespace, running or not. */
export const LIST_NAMESPACE_CONTAINERS = grpcMethod(
  "containers.v1.Containers/List",
  containerd.ListContainersRequest,
  containerd.ListContainersResponse,
);
/** The running side of one container. */
export const GET_TASK = grpcMethod(
  "tasks.v1.Tasks/Get",
  containerd.GetTaskRequest,
  containerd.GetTaskResponse,
);
/** The running side of all containers of a namespace. */
export const LIST_TASKS = grpcMethod(
  "tasks.v1.Tasks/List",
  containerd.ListTasksRequest,
  containerd.ListTasksResponse,
);
/** Events of all namespaces, as they happen; what happened before is not told. */
export const SUBSCRIBE = grpcMethod(
  "events.v1.Events/Subscribe",
  containerd.SubscribeRequest,
  containerd.Envelope,
);
