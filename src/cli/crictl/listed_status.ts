import type { ContainerRecord } from "#runtime/types.ts";
import { longOf } from "#runtime/docker/status.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import { inspected, type PlainObject, statusJson } from "../query/status.ts";
import { containerLines, sandboxLines } from "./status_lines.ts";

const CONTAINER_STATES = ["created", "running", "exited", "unknown"];

/** What a list knows of a container or sandbox whose runtime says no more, in CRI's form. */
export function listedStatus(record: ContainerRecord): PlainObject {
  const status = record.sandbox
    ? statusJson("PodSandboxStatus", sandboxStatus(record))
    : statusJson("ContainerStatus", containerStatus(record));
  return inspected(status, undefined, record.runtime);
}

/** The same as lines of a table. */
export function listedLines(record: ContainerRecord, now: number): string[] {
  return record.sandbox
    ? sandboxLines(sandboxStatus(record), undefined, now)
    : containerLines(containerStatus(record), undefined, now);
}

function sandboxStatus(record: ContainerRecord): runtime.v1.PodSandboxStatus.$Properties {
  const { pod, attempt = 0 } = record;
  return {
    ...common(record),
    metadata: {
      name: pod?.name ?? "",
      namespace: pod?.namespace ?? "",
      uid: pod?.uid ?? "",
      attempt,
    },
    state: record.state === "running" ? 0 : 1,
  };
}

function containerStatus(record: ContainerRecord): runtime.v1.ContainerStatus.$Properties {
  const { name = "", attempt = 0, image } = record;
  return {
    ...common(record),
    metadata: { name, attempt },
    state: CONTAINER_STATES.indexOf(record.state ?? "unknown"),
    image: { image: image?.reference ?? image?.id ?? "" },
    imageRef: image?.id ?? "",
    imageId: image?.id ?? "",
  };
}

function common({ id, createdAtNs, labels, annotations }: ContainerRecord) {
  return { id, createdAt: longOf(createdAtNs), labels, annotations };
}
