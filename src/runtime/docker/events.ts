/** Reads the event stream of Docker and Podman as CRI's events. */
import { runtime } from "../proto/cri.ts";
import { dockerRecord, isOfCriDockerd } from "./records.ts";
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

/** Attributes that the engines mix with the container's labels, and write over one of that name. */
const OWN_ATTRIBUTES = {
  docker: ["image", "name"],
  podman: ["containerExitCode", "image", "name", "podId"],
} as const;
/** Those of an event that says how a container has ended; in Docker's a label of that name stands over them. */
const END_ATTRIBUTES = ["exitCode", "execDuration"] as const;

/** One event of an engine. */
export interface EngineEvent {
  /** Nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
  /** Whether Kubernetes made the container, by cri-dockerd. */
  readonly kubernetes: boolean;
  /** Whether a label of the container's stands over the exit code; absent where the event itself can't tell. */
  readonly hidesExit?: boolean;
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
  const isEnd = eventType === TYPES.CONTAINER_STOPPED_EVENT;
  const isPodman = identity.name === "podman";
  const own: ReadonlySet<string> = new Set([
    ...OWN_ATTRIBUTES[isPodman ? "podman" : "docker"],
    ...(isEnd ? END_ATTRIBUTES : []),
  ]);
  const labels = Object.fromEntries(Object.entries(attributes).filter(([key]) => !own.has(key)));
  const { name = "", image } = attributes;
  const exitCode = isPodman ? attributes["containerExitCode"] : undefined;
  const value = {
    Id: id,
    Names: [name],
    Image: image,
    State: state,
    Labels: labels,
    ...(isPodman ? { Pod: attributes["podId"] } : {}),
  };
  const record = dockerRecord(value, identity, () => undefined);
  if (record === undefined) return undefined;
  const { sandboxId = "", pod } = record;
  return {
    timeNs,
    kubernetes: isOfCriDockerd(labels),
    ...(isPodman ? { hidesExit: false } : isEnd ? {} : { hidesExit: hidesExit(labels) }),
    message: {
      ...common,
      ...(sandboxId === "" && pod === undefined
        ? {}
        : { podSandboxStatus: podStatusOf({ ...record, id: sandboxId, labels: {} }) }),
      containersStatuses: [{
        ...recordStatus(record),
        ...(action === "create" ? { createdAt: common.createdAt } : {}),
        ...(action === "start" ? { startedAt: common.createdAt } : {}),
        ...(isEnd
          ? { finishedAt: common.createdAt, ...exitOf(exitCode ?? attributes["exitCode"]) }
          : {}),
      }],
    },
  };
}

/** Whether Docker tells a label in place of the exit code of a container that has these. */
export function hidesExit(labels: Readonly<Record<string, string>>): boolean {
  return Object.hasOwn(labels, "exitCode");
}

/** CRI's runtimes say this of a container whose end they know nothing of. */
const UNKNOWN_EXIT = { exitCode: 255, reason: "Unknown" } as const;

function exitOf(text: string | undefined): { readonly exitCode: number; readonly reason?: string } {
  return /^\d{1,10}$/.test(text ?? "") ? { exitCode: Number(text) } : UNKNOWN_EXIT;
}

/**
 * The event with the exit code that the engine's inspection says.
 *
 * @param inspection undefined where the engine has forgotten the container.
 */
export function withExitCode(event: EngineEvent, inspection: unknown): EngineEvent {
  const code = member(inspection, "State", "ExitCode");
  const runs = member(inspection, "State", "Status") === "running";
  const exit = exitOf(!runs && typeof code === "number" ? String(code) : undefined);
  const { containersStatuses } = event.message;
  return {
    ...event,
    message: {
      ...event.message,
      containersStatuses: (containersStatuses ?? []).map((status) => ({ ...status, ...exit })),
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
