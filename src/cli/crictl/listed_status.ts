import type { ContainerRecord } from "#runtime/types.ts";
import { inspected, type PlainObject, statusJson } from "../query/status.ts";

const CONTAINER_STATES = ["created", "running", "exited", "unknown"];

/** What a list knows of a container or sandbox whose runtime says no more, in CRI's form. */
export function listedStatus(record: ContainerRecord): PlainObject {
  const { id, name = "", attempt = 0, image, labels, annotations, pod } = record;
  const common = { id, createdAt: record.createdAtNs ?? 0n, labels, annotations };
  const status = record.sandbox
    ? statusJson("PodSandboxStatus", {
      ...common,
      metadata: {
        name: pod?.name ?? "",
        namespace: pod?.namespace ?? "",
        uid: pod?.uid ?? "",
        attempt,
      },
      state: record.state === "running" ? 0 : 1,
    })
    : statusJson("ContainerStatus", {
      ...common,
      metadata: { name, attempt },
      state: CONTAINER_STATES.indexOf(record.state ?? "unknown"),
      image: { image: image?.reference ?? image?.id ?? "" },
      imageRef: image?.id ?? "",
      imageId: image?.id ?? "",
    });
  return inspected(status, undefined, record.runtime);
}
