import type { CgroupHint, ContainerRecord } from "#runtime/types.ts";

/** The answer of all runtimes together about one container id. */
export type FindResult =
  | { readonly record: ContainerRecord }
  /** No runtime named it; the reason says what each of them answered, in one sentence. */
  | { readonly record?: undefined; readonly reason: string };

/** Where the label path learns about containers: all runtimes of the node as one. Nothing here rejects. */
export interface ContainerSource {
  /** Asks the runtimes that may name it for one container or sandbox in this part of the node (realm.ts), and the host's. */
  find(containerId: string, realm: string, signal: AbortSignal): Promise<FindResult>;
  /** All containers and sandboxes of every runtime that answers, or of the one behind `endpoint` alone. */
  list(signal: AbortSignal, endpoint?: string): Promise<readonly ContainerRecord[]>;
  /** What the runtime knows of a container's cgroup when the cgroup's path does not name it. */
  cgroupHint(record: ContainerRecord, signal: AbortSignal): Promise<CgroupHint | undefined>;
  /** Why a look-up that has not been answered yet is not answered yet. */
  pendingReason(): string;
}
