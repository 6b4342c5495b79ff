/**
 * What the label path tells the event path about one cgroup. A fragment is the rest of a line behind the process
 * object: it begins with a comma and ends with the newline.
 */
export type LabelUpdate =
  /** The look-up is running: hold the cgroup's events; the fragment serves those that outstay the hold limit. */
  | {
    readonly kind: "hold";
    readonly cgroup: bigint;
    readonly fragment: string;
    /** False: what is known already tells the filters to turn those away. True when absent. */
    readonly pass?: boolean;
    /** What each of them is asked, as src/filter/ makes it. */
    readonly predicate?: Uint8Array;
  }
  /** The labels are known (or it is known that there are none). */
  | {
    readonly kind: "final";
    readonly cgroup: bigint;
    readonly fragment: string;
    readonly host: boolean;
    /** False: the filters turn the cgroup's events away. True when absent. */
    readonly pass?: boolean;
    /** What each of them is asked, as src/filter/ makes it. */
    readonly predicate?: Uint8Array;
  }
  /** The cgroup is long gone. */
  | { readonly kind: "forget"; readonly cgroup: bigint };
