import { containerd } from "../proto/containerd.ts";
import type { Codec, GrpcMethod } from "../wire/grpc_channel.ts";

/** What every service's full name begins with. */
export const CONTAINERD_PACKAGE = "containerd.services";

/** The header that names the namespace a call is about. */
export const NAMESPACE_HEADER = "containerd-namespace";

function method<Request, Response>(
  name: string,
  request: Codec<unknown, Request>,
  response: Codec<Response, never>,
): GrpcMethod<Request, Response> {
  return { name, request, response };
}

/** Asks for the daemon's version. */
export const CONTAINERD_VERSION = method(
  "version.v1.Version/Version",
  containerd.Empty,
  containerd.VersionResponse,
);
/** Lists namespaces: "k8s.io" is CRI's, "moby" Docker's, "default" that of ctr and nerdctl. */
export const LIST_NAMESPACES = method(
  "namespaces.v1.Namespaces/List",
  containerd.ListNamespacesRequest,
  containerd.ListNamespacesResponse,
);
/** One container of a namespace. */
export const GET_CONTAINER = method(
  "containers.v1.Containers/Get",
  containerd.GetContainerRequest,
  containerd.GetContainerResponse,
);
/** All containers of a namespace, running or not. */
export const LIST_NAMESPACE_CONTAINERS = method(
  "containers.v1.Containers/List",
  containerd.ListContainersRequest,
  containerd.ListContainersResponse,
);
/** The running side of one container. */
export const GET_TASK = method(
  "tasks.v1.Tasks/Get",
  containerd.GetTaskRequest,
  containerd.GetTaskResponse,
);
/** The running side of all containers of a namespace. */
export const LIST_TASKS = method(
  "tasks.v1.Tasks/List",
  containerd.ListTasksRequest,
  containerd.ListTasksResponse,
);
/** Events of all namespaces, as they happen; what happened before is not told. */
export const SUBSCRIBE = method(
  "events.v1.Events/Subscribe",
  containerd.SubscribeRequest,
  containerd.Envelope,
);
