import { formatBytes } from "#output/human.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import { enumName } from "#runtime/proto/json.ts";
import { age, mapLines } from "../query/print.ts";

type Info = Readonly<Record<string, string>> | null | undefined;

/** A container's status as crictl's table has it: a field a line. */
export function containerLines(
  status: runtime.v1.ContainerStatus.$Properties,
  info: Info,
  now: number,
): string[] {
  const { id, metadata, state, createdAt, startedAt, finishedAt, exitCode } = status;
  const name = enumName("ContainerState", state ?? 0);
  return [
    `ID: ${id}`,
    ...(metadata?.name ? [`Name: ${metadata.name}`] : []),
    ...(metadata?.attempt ? [`Attempt: ${metadata.attempt}`] : []),
    `State: ${name}`,
    `Created: ${age(timeOf(createdAt), now)}`,
    ...(name === "CONTAINER_CREATED" ? [] : [`Started: ${age(timeOf(startedAt), now)}`]),
    ...(name === "CONTAINER_EXITED"
      ? [`Finished: ${age(timeOf(finishedAt), now)}`, `Exit Code: ${exitCode ?? 0}`]
      : []),
    ...mapLines("Labels", status.labels ?? {}),
    ...mapLines("Annotations", status.annotations ?? {}),
    ...infoLines(info),
  ];
}

/** A sandbox's status as crictl's table has it. */
export function sandboxLines(
  status: runtime.v1.PodSandboxStatus.$Properties,
  info: Info,
  now: number,
): string[] {
  const { id, metadata, state, createdAt, network, runtimeHandler } = status;
  return [
    `ID: ${id}`,
    ...(metadata?.name ? [`Name: ${metadata.name}`] : []),
    ...(metadata?.uid ? [`UID: ${metadata.uid}`] : []),
    ...(metadata?.namespace ? [`Namespace: ${metadata.namespace}`] : []),
    `Attempt: ${metadata?.attempt ?? 0}`,
    `Status: ${enumName("PodSandboxState", state ?? 0)}`,
    `Created: ${age(timeOf(createdAt), now)}`,
    ...(network?.ip ? [`IP Address: ${network.ip}`] : []),
    ...(network?.additionalIps ?? []).map(({ ip }) => `Additional IP: ${ip}`),
    ...mapLines("Labels", status.labels ?? {}),
    ...mapLines("Annotations", status.annotations ?? {}),
    ...(runtimeHandler ? [`Runtime: ${runtimeHandler}`] : []),
    ...infoLines(info),
  ];
}

/** An image as crictl's table has it. */
export function imageLines(image: runtime.v1.Image.$Properties, info: Info): string[] {
  return [
    `ID: ${image.id}`,
    ...(image.repoTags ?? []).map((tag) => `Tag: ${tag}`),
    ...(image.repoDigests ?? []).map((digest) => `Digest: ${digest}`),
    `Size: ${formatBytes(Number(image.size ?? 0), 3)}`,
    ...infoLines(info),
  ];
}

function infoLines(info: Info): string[] {
  return Object.entries(info ?? {}).map(([key, text]) => `Info ${key}: ${text}`);
}

/** 0 stands for a time that never came. */
function timeOf(value: { toString(): string } | null | undefined): bigint | undefined {
  const ns = BigInt(value?.toString() ?? 0);
  return ns === 0n ? undefined : ns;
}
