import type { CgroupTree } from "../cgroup/cgroup_tree.ts";
import type { NodeLabels } from "../fragment/fragment.ts";
import type { Schedule } from "../schedule.ts";
import type { LabelUpdate } from "../update.ts";
import type { RuntimeHint } from "../cgroup/cgroup_path.ts";
import type { Denying, LookupAge } from "#runtime/find.ts";
import type { CgroupHint, ContainerRecord } from "#runtime/types.ts";

/** The answer of all runtimes together about one container id. */
export type FindResult =
  | {
    readonly record: ContainerRecord;
    /** A runtime may know more of it, now or in a moment. */
    readonly mayImprove?: boolean;
  }
  /** No runtime named it, or knew more; the reason says what each of them answered, in one sentence. */
  | {
    readonly record?: undefined;
    readonly reason: string;
    /** Asking again makes no sense before a runtime has begun anew. */
    readonly isFinal?: boolean;
  };

/** What a cgroup's path tells of where its container is. */
export interface Whereabouts {
  /** The part of the node, see realm.ts. */
  readonly realm: string;
  /** The runtime that names its cgroups this way, if it is one's alone. */
  readonly runtime?: RuntimeHint;
  /** How long it has been asked for. */
  readonly age?: LookupAge;
  /** What is known already; only those are asked who may know more. */
  readonly known?: ContainerRecord;
  /** Whom not to ask again. */
  readonly denials?: Denying;
}

/** Where the label path learns about containers: all runtimes of the node as one. Nothing here rejects. */
export interface ContainerSource {
  /** Asks the runtimes that may name it for one container or sandbox in this part of the node, and the host's. */
  find(containerId: string, where: Whereabouts, signal: AbortSignal): Promise<FindResult>;
  /** The runtimes that answer, or may do so in a moment. */
  endpoints(): readonly string[];
  /**
   * Those of them that have to be listed to learn whose a cgroup is if its path does not say: not those that tell of
   * their containers by themselves, nor those whose containers' cgroups all carry an id.
   */
  claimants(): readonly string[];
  /** Whether any runtime tells of its containers by itself, before they have cgroups. */
  isTold(): boolean;
  /** Resolves when all is known that runtimes have told of so far. */
  heard(): Promise<void>;
  /**
   * All containers and sandboxes of one runtime; undefined where it could not be listed, or not to the end.
   *
   * @param soFar Told of what the first of its APIs lists, before all is known.
   */
  list(
    endpoint: string,
    signal: AbortSignal,
    soFar: (records: readonly ContainerRecord[]) => void,
  ): Promise<readonly ContainerRecord[] | undefined>;
  /** What the runtime knows of a container's cgroup when the cgroup's path does not name it. */
  cgroupHint(record: ContainerRecord, signal: AbortSignal): Promise<CgroupHint | undefined>;
  /** Why a look-up that has not been answered yet is not answered yet. */
  pendingReason(): string;
}

/** What a label path works with. */
export interface LabelPathOptions {
  readonly cgroups: CgroupTree;
  readonly source: ContainerSource;
  readonly node: NodeLabels;
  /** Takes every decision to the event path, in order. */
  readonly send: (update: LabelUpdate) => void;
  readonly schedule?: Schedule;
  /** How long a removed cgroup's labels stay, in milliseconds. */
  readonly lingerMs?: number;
}
