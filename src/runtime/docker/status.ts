/** What Docker and Podman say of containers, pods and images, as CRI's messages. */
import Long from "long";
import { runtime } from "../proto/cri.ts";
import { engineTimeNs } from "./records.ts";
import { listOf, member, pidOf, textOf } from "../json_reader.ts";
import type { ContainerRecord } from "../types.ts";

import v1 = runtime.v1;

const STATES = {
  created: v1.ContainerState.CONTAINER_CREATED,
  running: v1.ContainerState.CONTAINER_RUNNING,
  exited: v1.ContainerState.CONTAINER_EXITED,
  unknown: v1.ContainerState.CONTAINER_UNKNOWN,
} as const;

const PROPAGATION: Readonly<Record<string, v1.MountPropagation>> = {
  rslave: v1.MountPropagation.PROPAGATION_HOST_TO_CONTAINER,
  slave: v1.MountPropagation.PROPAGATION_HOST_TO_CONTAINER,
  rshared: v1.MountPropagation.PROPAGATION_BIDIRECTIONAL,
  shared: v1.MountPropagation.PROPAGATION_BIDIRECTIONAL,
};

/** A 64-bit integer as messages have it. */
export function longOf(value: bigint | undefined): Long {
  return Long.fromString((value ?? 0n).toString());
}

/** A container's identity, labels and state. */
export function recordStatus(record: ContainerRecord): v1.ContainerStatus.$Properties {
  const { id, name = "", attempt = 0, image, labels, annotations } = record;
  return {
    id,
    metadata: { name, attempt },
    state: STATES[record.state ?? "unknown"],
    createdAt: longOf(record.createdAtNs),
    image: { image: image?.reference ?? image?.id ?? "" },
    imageRef: image?.id ?? "",
    imageId: image?.id ?? "",
    labels,
    annotations,
  };
}

/** A container from its inspection, and what is read of that anyway. */
export function containerStatusOf(
  inspection: unknown,
  record: ContainerRecord,
): v1.ContainerStatus.$Properties {
  const state = member(inspection, "State");
  const exitCode = Number(member(state, "ExitCode") ?? 0);
  return {
    ...recordStatus(record),
    startedAt: longOf(engineTimeNs(member(state, "StartedAt"))),
    finishedAt: longOf(engineTimeNs(member(state, "FinishedAt"))),
    exitCode: record.state === "exited" ? exitCode : 0,
    reason: record.state === "exited" ? reasonOf(state, exitCode) : "",
    message: textOf(member(state, "Error")) ?? "",
    mounts: listOf(member(inspection, "Mounts")).map(mountOf),
    logPath: textOf(member(inspection, "LogPath")) ??
      textOf(member(inspection, "HostConfig", "LogConfig", "Path")) ?? "",
    stopSignal: stopSignalOf(member(inspection, "Config", "StopSignal")),
  };
}

/** Signals of Linux in the order of their numbers, from 1 on; Podman tells numbers. */
const LINUX_SIGNALS =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
    .split(" ");
/** Linux's first and last real-time signals, as C libraries count them. */
const [RTMIN, RTMAX] = [34, 64];

/** The signal that stops a container: Docker tells names, as somebody wrote them, or nothing. */
function stopSignalOf(signal: unknown): v1.Signal {
  const text = String(signal ?? "").toUpperCase();
  const number = /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  const name = number === undefined ? `SIG${text.replace(/^SIG/, "")}` : signalName(number);
  const key = name.replace("+", "PLUS").replace("-", "MINUS");
  const values: Readonly<Record<string, unknown>> = v1.Signal;
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof value === "number" ? value : v1.Signal.RUNTIME_DEFAULT;
}

function signalName(number: number): string {
  if (number < RTMIN) return `SIG${LINUX_SIGNALS[number - 1] ?? ""}`;
  if (number === RTMIN || number === RTMAX) return number === RTMIN ? "SIGRTMIN" : "SIGRTMAX";
  return number - RTMIN <= 15 ? `SIGRTMIN+${number - RTMIN}` : `SIGRTMAX-${RTMAX - number}`;
}

/** The details that `inspect` shows: the engine's own inspection, and the process id under CRI's name. */
export function containerInfo(inspection: unknown): Record<string, string> {
  const pid = pidOf(member(inspection, "State", "Pid")) ?? 0;
  return { info: JSON.stringify({ pid, ...objectIn(inspection) }) };
}

/** A Podman pod. */
export function podStatusOf(record: ContainerRecord): v1.PodSandboxStatus.$Properties {
  const { id, pod, labels, annotations, attempt = 0 } = record;
  return {
    id,
    metadata: {
      name: pod?.name ?? "",
      namespace: pod?.namespace ?? "",
      uid: pod?.uid ?? "",
      attempt,
    },
    state: record.state === "running"
      ? v1.PodSandboxState.SANDBOX_READY
      : v1.PodSandboxState.SANDBOX_NOTREADY,
    createdAt: longOf(record.createdAtNs),
    labels,
    annotations,
  };
}

/** An image from a list or an inspection, which alone has its user. */
export function imageOf(value: unknown): v1.Image.$Properties | undefined {
  const id = textOf(member(value, "Id"));
  if (id === undefined) return undefined;
  const user = (textOf(member(value, "Config", "User")) ?? "").split(":")[0] ?? "";
  const size = member(value, "Size");
  return {
    id: id.replace(/^(?!sha256:)/, "sha256:"),
    repoTags: namesOf(member(value, "RepoTags")),
    repoDigests: namesOf(member(value, "RepoDigests")),
    size: Long.fromNumber(typeof size === "number" && size > 0 ? size : 0, true),
    ...(/^\d{1,10}$/.test(user)
      ? { uid: { value: Long.fromString(user) } }
      : user === ""
      ? {}
      : { username: user }),
  };
}

/** Why CRI's runtimes say that a container has ended. */
function reasonOf(state: unknown, exitCode: number): string {
  if (member(state, "OOMKilled") === true) return "OOMKilled";
  return exitCode === 0 ? "Completed" : "Error";
}

function mountOf(mount: unknown): v1.Mount.$Properties {
  return {
    containerPath: textOf(member(mount, "Destination")) ?? "",
    hostPath: textOf(member(mount, "Source")) ?? "",
    readonly: member(mount, "RW") === false,
    propagation: PROPAGATION[textOf(member(mount, "Propagation")) ?? ""] ??
      v1.MountPropagation.PROPAGATION_PRIVATE,
  };
}

/** Older engines write `<none>` where there is no name. */
function namesOf(value: unknown): string[] {
  return listOf(value).flatMap((name) => {
    const text = textOf(name);
    return text === undefined || text.startsWith("<none>") ? [] : [text];
  });
}

function objectIn(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
