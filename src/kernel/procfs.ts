/**
 * What /proc tells of processes.
 *
 * @module
 */

import { readSpecialText } from "./special_files.ts";

/**
 * The path of a process's cgroup in the default (version 2) hierarchy, as seen from this process's cgroup
 * namespace; `undefined` when the process is gone or the host has no such hierarchy.
 *
 * @param pid Process id, in the pid namespace of `procRoot`.
 * @param procRoot Where procfs is mounted.
 */
export function cgroupPathOfPid(pid: number, procRoot = "/proc"): string | undefined {
  let text: string;
  try {
    // Lossy where a name is not UTF-8: the text must stay harmless, whatever the name is.
    text = readSpecialText(`${procRoot}/${pid}/cgroup`);
  } catch {
    return undefined;
  }
  // A removed cgroup is marked at its end. No name holds a line break: cgroup_mkdir() refuses it.
  return /^0::(\/.*?)(?: \(deleted\))?$/m.exec(text)?.[1];
}
