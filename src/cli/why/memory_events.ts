import { findCgroups } from "#kernel/cgroup/mountinfo.ts";
import { cgroupPathOfPid } from "#kernel/cgroup/procfs.ts";
import type { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { readSpecialText } from "#kernel/special_files.ts";
import { identifyCgroup } from "#labels/cgroup/cgroup_path.ts";

/** What a cgroup counts of processes that were killed for want of memory. */
export interface MemoryEvents {
  /** The file. */
  readonly file: string;
  /** Processes that were killed in the cgroup, and in version 2 in those below it, too. */
  readonly killed: number;
  /** Whether it is the pod's, which counts those of all its containers, also of former ones. */
  readonly ofPod: boolean;
}

/** Where a container's or process's memory is counted: one of them, at least. */
export interface MemoryPlace {
  /** A process in it. */
  readonly pid?: number;
  /** Its path, where no process says it. */
  readonly path?: string;
}

/**
 * The counts of a cgroup, then those of the pod around it, where there is one. Version 1's memory controller has a
 * hierarchy of its own, also where version 2 is mounted beside it.
 *
 * @returns Nothing where the cgroup is gone, or the kernel does not count.
 */
export function memoryEvents(
  cgroups: Pick<Cgroupfs, "hierarchy" | "mount">,
  place: MemoryPlace,
): readonly MemoryEvents[] {
  const { hierarchy, mount } = cgroups;
  const ways = [
    ...(hierarchy === "default" ? [{ hierarchy, mount, name: "memory.events" } as const] : []),
    {
      hierarchy: "memory",
      mount: findCgroups(textOf("/proc/self/mountinfo") ?? "", "memory").mount,
      name: "memory.oom_control",
    } as const,
  ];
  for (const way of ways) {
    const own = place.pid === undefined ? undefined : cgroupPathOfPid(place.pid, way.hierarchy);
    const path = own ?? place.path;
    if (path === undefined || way.mount === undefined) continue;
    const fileOf = (one: string) => `${way.mount}${one === "/" ? "" : one}/${way.name}`;
    const events = [
      ...read(fileOf(path), false),
      ...podAround(path).flatMap((pod) => read(fileOf(pod), true)),
    ];
    if (events.length > 0) return events;
  }
  return [];
}

/** The path of the pod's own cgroup, if the one at this path is right below it. */
function podAround(path: string): readonly string[] {
  const parent = path.replace(/\/[^/]+$/, "");
  const { podUid, containerId } = identifyCgroup(parent);
  return podUid !== undefined && containerId === undefined ? [parent] : [];
}

/** Both versions have a line `oom_kill NUMBER`. */
function read(file: string, ofPod: boolean): readonly MemoryEvents[] {
  const [, killed] = /^oom_kill (\d+)$/m.exec(textOf(file) ?? "") ?? [];
  return killed === undefined ? [] : [{ file, killed: Number(killed), ofPod }];
}

function textOf(file: string): string | undefined {
  try {
    return readSpecialText(file);
  } catch {
    return undefined;
  }
}
