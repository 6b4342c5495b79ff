import type { Notice, Redaction } from "#hotpath/types.ts";
import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import type { LabelUpdate } from "#labels/update.ts";
import type { EndReason, LineFilter, OutputOptions, WatchSummary } from "../options.ts";

/** What the event Worker needs to begin; plain data. */
export interface EventPathOptions {
  readonly ringBytes: number;
  /** Whose cgroups events are told by. With `none` a message says so later. */
  readonly hierarchy: Hierarchy;
  readonly ancestors: number;
  readonly holdLimitMs: number;
  readonly filter: LineFilter;
  /** Mask secrets in arguments; absent: they are left as they are. */
  readonly redaction?: Redaction;
  /** Absent: nothing is printed, events are only recorded. */
  readonly output?: OutputOptions;
  readonly recordFile?: string;
  /** Whether only what the filter lets pass is recorded, in place of everything. */
  readonly recordWanted?: boolean;
  /** Whether a file that is there may be recorded into. */
  readonly overwrite?: boolean;
  /** Where runs share the steps of the wall clock; absent: nowhere. */
  readonly runtimeDirectory?: string;
  readonly verbose: boolean;
  /** File descriptor of the eventfd that announces messages to the Worker. */
  readonly mailboxFd: number;
  /** One 32-bit count that the event path raises about once a second: it stands still when the path is stuck. */
  readonly heartbeat: SharedArrayBuffer;
}

/** From the main thread to the event Worker. */
export type ToEventPath =
  | { readonly kind: "start"; readonly options: EventPathOptions }
  | { readonly kind: "labels"; readonly updates: readonly LabelUpdate[] }
  | { readonly kind: "hierarchy"; readonly hierarchy: Hierarchy }
  | { readonly kind: "stop"; readonly reason: EndReason };

/** From the event Worker to the main thread. */
export type FromEventPath =
  /** The programs are attached: from now on nothing is missed of the kinds that have a hook. */
  | { readonly kind: "ready"; readonly hooks: readonly HookInUse[] }
  | { readonly kind: "notices"; readonly notices: readonly Notice[] }
  | { readonly kind: "ended"; readonly summary: WatchSummary }
  /** It could not begin, or broke: a sentence for the operator, and the kernel's own words if there are any. */
  | {
    readonly kind: "failed";
    readonly name: string;
    readonly message: string;
    readonly code?: string;
    readonly log?: string;
  };
