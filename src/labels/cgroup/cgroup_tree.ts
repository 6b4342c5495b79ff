/** The cgroup file system, as far as the label path needs it. */
export interface CgroupTree {
  /** Mount point of the hierarchy; empty where it is not mounted, and nothing is found. */
  readonly mount: string;
  /** The path of a cgroup within the hierarchy; `undefined` when it is gone. */
  pathOf(id: bigint): string | undefined;
  /** The id of the cgroup at a path; `undefined` when there is none. */
  idOf(path: string): bigint | undefined;
  /** Every cgroup there is. */
  walk(): Iterable<{ readonly id: bigint; readonly path: string }>;
  /** The path of the cgroup that a process is in; `undefined` when the process is gone. */
  pathOfProcess(pid: number): string | undefined;
}

/** The id of events that were caught before any hierarchy was mounted: no cgroup has it. */
const NO_CGROUP = 0n;

/** Why there is no path of a cgroup. */
export function pathlessReason(id: bigint, { mount }: Pick<CgroupTree, "mount">): string {
  if (id === NO_CGROUP) return "no cgroup hierarchy was mounted yet";
  return mount === ""
    ? "the cgroup hierarchy is not mounted where critter runs"
    : "the cgroup was removed before its path could be read";
}
