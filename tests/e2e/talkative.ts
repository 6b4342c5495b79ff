/** A container with a log. */
import { criCall } from "#tests/host/cri_client.ts";
import { until } from "#tests/host/exec.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import type { Pod } from "#tests/host/pod.ts";

const NETWORK_OF_NODE = 2;

/**
 * Runs a container that prints a line to each stream, or what its script says, and ends; in a sandbox of its own within
 * another pod's cgroup.
 *
 * @param logs The folder for the log, as the runtime sees it.
 * @returns The container's id.
 */
export async function runTalkative(
  socket: string,
  logs: string,
  pod: Pod,
  script = "echo to stdout; echo to stderr >&2",
): Promise<string> {
  const network = { security_context: { namespace_options: { network: NETWORK_OF_NODE } } };
  const sandbox_config = {
    metadata: { name: "talk", namespace: "default", uid: crypto.randomUUID() },
    log_directory: logs,
    linux: { cgroup_parent: pod.cgroup, ...network },
  };
  const { pod_sandbox_id } = await criCall<{ pod_sandbox_id: string }>(
    socket,
    "RunPodSandbox",
    { config: sandbox_config },
  );
  const { container_id } = await criCall<{ container_id: string }>(socket, "CreateContainer", {
    pod_sandbox_id,
    sandbox_config,
    config: {
      metadata: { name: "talk" },
      image: { image: WORKLOAD_IMAGE },
      command: ["/bin/sh", "-c", script],
      log_path: "talk.log",
      linux: network,
    },
  });
  await criCall(socket, "StartContainer", { container_id });
  await until("the end of the container", 20_000, async () => {
    const { status } = await criCall<{ status: { state: number } }>(
      socket,
      "ContainerStatus",
      { container_id },
    );
    return status.state === 2 ? true : undefined;
  });
  return container_id;
}
