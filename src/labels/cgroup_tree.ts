/** The cgroup file system, as far as the label path needs it. */
export interface CgroupTree {
  /** The path of a cgroup within the hierarchy; `undefined` when it is gone. */
  pathOf(id: bigint): string | undefined;
  /** The id of the cgroup at a path; `undefined` when there is none. */
  idOf(path: string): bigint | undefined;
  /** Every cgroup there is. */
  walk(): Iterable<{ readonly id: bigint; readonly path: string }>;
  /** The path of the cgroup that a process is in; `undefined` when the process is gone. */
  pathOfProcess(pid: number): string | undefined;
}
