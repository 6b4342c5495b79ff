/** What the label path tells the hot path about one cgroup. A fragment runs from its comma to the end of the line. */
export type LabelCommand =
  /** The look-up is running; the fragment serves the events that outstay the hold limit. */
  | {
    readonly kind: "hold";
    readonly cgroup: bigint;
    readonly fragment: string;
    /** False: the filters turn away the events that outstay it. True when absent. */
    readonly pass?: boolean;
    /** What each of these is asked, as src/filter/ makes it. */
    readonly predicate?: Uint8Array;
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
    /** What each of them is asked, as src/filter/ makes it. */
    readonly predicate?: Uint8Array;
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

/** What is masked beside what critter knows itself; plain data. */
export interface Redaction {
  /** Automata of patterns, as src/filter/ makes them: an argument in which one is found is masked whole. */
  readonly automata: readonly Uint8Array[];
}

/** Events of a kind that a cgroup had more than its limit. */
export interface Limited {
  readonly recordType: number;
  readonly count: bigint;
  /** The cgroup's label fragment: from its comma to the end of the line. */
  readonly fragment: string;
}

/** What a filter needs in the hot path, as src/filter/ makes it. */
export interface HotPathFilter {
  /** Records that pass are given as ring bytes, in place of lines. */
  readonly keepsRecords?: boolean;
  /** The automata of its patterns. */
  readonly tables: Uint8Array;
  /** Of events of whose labels nothing is known. */
  readonly unanswered: {
    /** Whether any of them passes. */
    readonly pass: boolean;
    /** What each is asked; absent: nothing. */
    readonly predicate?: Uint8Array;
  };
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
  /** Events of a kind that a cgroup may have in a second; absent: any number. */
  readonly limitPerSecond?: number;
  /** Of so many processes one is shown; absent: all are. */
  readonly sampleOneOf?: number;
  /** Mask secrets in arguments; absent: they are left as they are. */
  readonly redaction?: Redaction;
  /** What a filter needs before labels are known; absent: there is none. */
  readonly filter?: HotPathFilter;
}
