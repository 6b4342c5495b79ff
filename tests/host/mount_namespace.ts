/** A mount namespace in which only some cgroup hierarchies are mounted, as on hosts that have no others. */
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { findCgroups } from "#kernel/cgroup/mountinfo.ts";
import { run, signal } from "./exec.ts";

/** Holds the namespace open and says so. */
const HOLD =
  'for point in "$@"; do umount "$point" || exit 1; done; echo ready; exec sleep 1000000';

/** Covers what the kernel says of a process's hierarchies, for itself: all are mounted somewhere on this host. */
const COVER = 'mount --bind /dev/null "/proc/$$/cgroup" && exec "$@"';

/** A mount namespace of its own, held by a process of its own. */
export class MountNamespace implements AsyncDisposable {
  /** To be put before a command line: runs it in the namespace. */
  readonly enter: readonly string[];
  /** The same, and nothing in /proc tells the command of hierarchies that are not mounted in the namespace. */
  readonly enterUnaware: readonly string[];
  readonly #holder: Deno.ChildProcess;

  private constructor(holder: Deno.ChildProcess) {
    this.#holder = holder;
    this.enter = ["nsenter", `--mount=/proc/${holder.pid}/ns/mnt`, "--"];
    this.enterUnaware = [...this.enter, "/bin/sh", "-c", COVER, "sh"];
  }

  /** Makes one without the mounts that `drops` names, by the hierarchies on each of them. */
  static async without(
    drops: (hierarchy: Hierarchy) => boolean,
  ): Promise<MountNamespace> {
    const points = mountPoints(drops);
    const holder = new Deno.Command("unshare", {
      args: ["--mount", "/bin/sh", "-c", HOLD, "sh", ...points],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const namespace = new MountNamespace(holder);
    const reader = holder.stdout.getReader();
    const { done } = await reader.read();
    reader.releaseLock();
    if (!done) return namespace;
    await namespace[Symbol.asyncDispose]();
    throw new Error(`Cannot unmount ${points.join(", ")} in a mount namespace`);
  }

  /** Runs a command in the namespace to its end. */
  async run(...command: string[]): Promise<string> {
    const [first = "", ...rest] = [...this.enter, ...command];
    return await run(first, rest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    signal(this.#holder.pid, "SIGKILL");
    await this.#holder.stdout.cancel();
    await this.#holder.status;
  }
}

/** The cgroup mounts to drop, the innermost first; version 1 hierarchies that events are never told by count as none. */
function mountPoints(drops: (hierarchy: Hierarchy) => boolean): string[] {
  return Deno.readTextFileSync("/proc/self/mountinfo").split("\n")
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => ({ point: line.split(" ")[4] ?? "", ...findCgroups(line) }))
    .filter(({ hierarchy }) => drops(hierarchy))
    .map(({ point }) => point)
    .reverse();
}
