/** What the label path tells the hot path about one cgroup. A fragment runs from its comma to the end of the line. */
export type LabelCommand =
  /** The look-up is running; the fragment serves the events that outstay the hold limit. */
  | {
    readonly kind: "hold";
    readonly cgroup: bigint;
    readonly fragment: string;
    /** False: the filters turn away the events that outstay it. True when absent. */
    readonly pass?: boolean;
  }
  /** The labels are known, or it is known that there are none. */
  | {
    readonly kind: "final";
    readonly cgroup: bigint;
    readonly fragment: string;
    /** No container: counted as host, and dropped unless host events are wanted. */
    readonly host: boolean;
    /** False: the filters turn this cgroup's events away. True when absent. */
    readonly pass?: boolean;
  }
  /** The cgroup is long gone. */
  | { readonly kind: "forget"; readonly cgroup: bigint };

/** What the hot path tells the label path. */
export interface Notice {
  /** `unknown`: an event came from a cgroup that no notice and no command has named. */
  readonly kind: "mkdir" | "rmdir" | "unknown";
  readonly cgroup: bigint;
  /** Path within the hierarchy; not for `unknown`. */
  readonly path?: string;
}

/** Settings of one hot path, fixed for its life. */
export interface HotPathOptions {
  /** How long an event may wait for its labels, nanoseconds. */
  readonly holdLimitNs: bigint;
  /** Bit mask, `1 << record type`, of what becomes a line. */
  readonly types: number;
  /** Whether events of processes outside containers become lines. */
  readonly includeHost: boolean;
  /** Stop after this many lines. */
  readonly maxEvents?: number;
}
