import { findCgroups } from "#kernel/cgroup/mountinfo.ts";
import { cgroupPathOfPid } from "#kernel/cgroup/procfs.ts";
import type { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { readSpecialText } from "#kernel/special_files.ts";

/** What a cgroup counts of processes that were killed for want of memory. */
export interface MemoryEvents {
  /** The file. */
  readonly file: string;
  /** Processes that were killed in the cgroup, and in version 2 in those below it, too. */
  readonly killed: number;
}

/** Reads the counts of a cgroup; undefined where it is gone, or the kernel does not count. */
export function memoryEvents(cgroups: Cgroupfs, path: string): MemoryEvents | undefined {
  const { hierarchy, mount } = cgroups;
  if (hierarchy === "default") return read(`${mount}${path}/memory.events`);
  const memory = findCgroups(textOf("/proc/self/mountinfo") ?? "", "memory").mount;
  return memory === undefined ? undefined : read(`${memory}${path}/memory.oom_control`);
}

/** The path that {@linkcode memoryEvents} takes for a process; undefined where it is gone. */
export function memoryCgroupOf(cgroups: Cgroupfs, pid: number): string | undefined {
  return cgroupPathOfPid(pid, cgroups.hierarchy === "default" ? "default" : "memory");
}

/** Both versions have a line `oom_kill NUMBER`. */
function read(file: string): MemoryEvents | undefined {
  const [, killed] = /^oom_kill (\d+)$/m.exec(textOf(file) ?? "") ?? [];
  return killed === undefined ? undefined : { file, killed: Number(killed) };
}

function textOf(file: string): string | undefined {
  try {
    return readSpecialText(file);
  } catch {
    return undefined;
  }
}
