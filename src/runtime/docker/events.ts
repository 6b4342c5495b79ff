/** Reads the event stream of Docker and Podman as CRI's events. */
import { runtime } from "../proto/cri.ts";
import { dockerRecord } from "./records.ts";
import { longOf, podStatusOf, recordStatus } from "./status.ts";
import { member, textOf, textsOf } from "../json_reader.ts";
import { optional } from "../optional.ts";
import type { ContainerRecord, ContainerState, RuntimeIdentity } from "../types.ts";

import v1 = runtime.v1;

const TYPES = v1.ContainerEventType;

/** What happened, by Docker's word and Podman's, and the state that it leads to. */
const ACTIONS: ReadonlyMap<string, readonly [v1.ContainerEventType, ContainerState]> = new Map([
  ["create", [TYPES.CONTAINER_CREATED_EVENT, "created"]],
  ["start", [TYPES.CONTAINER_STARTED_EVENT, "running"]],
  ["die", [TYPES.CONTAINER_STOPPED_EVENT, "exited"]],
  ["died", [TYPES.CONTAINER_STOPPED_EVENT, "exited"]],
  ["stop", [TYPES.CONTAINER_STOPPED_EVENT, "exited"]],
  ["destroy", [TYPES.CONTAINER_DELETED_EVENT, "exited"]],
  ["remove", [TYPES.CONTAINER_DELETED_EVENT, "exited"]],
]);

/** Attributes that the engines mix with the container's labels. */
const OWN_ATTRIBUTES: ReadonlySet<string> = new Set([
  "containerExitCode",
  "execDuration",
  "exitCode",
  "image",
  "name",
  "podId",
  "signal",
]);

/** One event of an engine. */
export interface EngineEvent {
  /** Nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
  /** Whether Kubernetes made the container, by cri-dockerd. */
  readonly kubernetes: boolean;
  /** In CRI's form; statuses say what the event itself does. */
  readonly message: v1.ContainerEventResponse.$Properties;
}

/**
 * Reads a line of the stream.
 *
 * @returns undefined for what is no event of a container's or Podman pod's life.
 */
export function engineEvent(line: string, identity: RuntimeIdentity): EngineEvent | undefined {
  const event: unknown = JSON.parse(line);
  const type = member(event, "Type");
  const action = textOf(member(event, "Action")) ?? "";
  const id = textOf(member(event, "Actor", "ID"));
  const [eventType, state] = ACTIONS.get(action) ?? [];
  if (id === undefined || eventType === undefined || state === undefined) return undefined;
  // A container that is stopped dies too; pods only stop.
  const isPod = type === "pod";
  if (!isPod && (type !== "container" || action === "stop")) return undefined;
  const timeNs = timeOf(line);
  const attributes = textsOf(member(event, "Actor", "Attributes"));
  const common = {
    containerId: id,
    containerEventType: eventType,
    createdAt: longOf(timeNs),
  };
  if (isPod) {
    const pod = podOf(id, attributes["name"], state, identity);
    return {
      timeNs,
      kubernetes: false,
      message: { ...common, podSandboxStatus: podStatusOf(pod), containersStatuses: [] },
    };
  }
  const labels = Object.fromEntries(
    Object.entries(attributes).filter(([key]) => !OWN_ATTRIBUTES.has(key)),
  );
  const { name = "", image, podId } = attributes;
  const value = { Id: id, Names: [name], Image: image, State: state, Labels: labels, Pod: podId };
  const record = dockerRecord(value, identity, () => undefined);
  if (record === undefined) return undefined;
  const { sandboxId = "", pod } = record;
  return {
    timeNs,
    kubernetes: labels["io.kubernetes.docker.type"] !== undefined,
    message: {
      ...common,
      ...(sandboxId === "" && pod === undefined
        ? {}
        : { podSandboxStatus: podStatusOf({ ...record, id: sandboxId, labels: {} }) }),
      containersStatuses: [{
        ...recordStatus(record),
        ...(action === "create" ? { createdAt: common.createdAt } : {}),
        ...(action === "start" ? { startedAt: common.createdAt } : {}),
        ...(eventType === TYPES.CONTAINER_STOPPED_EVENT
          ? { finishedAt: common.createdAt, exitCode: Number(attributes["exitCode"] ?? 0) }
          : {}),
      }],
    },
  };
}

function podOf(
  id: string,
  name: string | undefined,
  state: ContainerState,
  runtime: RuntimeIdentity,
): ContainerRecord {
  const pod = { ...optional("name", name), labels: {} };
  return { id, sandbox: true, state, labels: {}, annotations: {}, pod, runtime };
}

/** Whole nanoseconds, which a JavaScript number can't hold; within JSON's strings a quote is never bare. */
function timeOf(line: string): bigint {
  return BigInt(/"timeNano":\s*(\d{1,19})\b/.exec(line)?.[1] ?? 0);
}
