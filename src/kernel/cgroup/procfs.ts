/**
 * What /proc tells of processes.
 *
 * @module
 */

import { CONTROLLERS, type Hierarchy } from "./hierarchy.ts";
import { readSpecialText } from "../special_files.ts";

/**
 * The path of a process's cgroup in a hierarchy, as seen from this process's cgroup namespace; `undefined` when the
 * process is gone or the host has no such hierarchy.
 *
 * @param pid Process id, in the pid namespace of `procRoot`.
 * @param hierarchy The hierarchy.
 * @param procRoot Where procfs is mounted.
 */
export function cgroupPathOfPid(
  pid: number,
  hierarchy: Hierarchy,
  procRoot = "/proc",
): string | undefined {
  return readLines(`${procRoot}/${pid}/cgroup`).get(hierarchy);
}

/** The hierarchy that a host uses that mounts none where this process can see it; `none` where it uses none at all. */
export function hierarchyInUse(procRoot = "/proc"): Hierarchy {
  const paths = readLines(`${procRoot}/self/cgroup`);
  return (["default", ...CONTROLLERS] as const).find((name) => paths.has(name)) ?? "none";
}

function readLines(file: string): Map<Hierarchy, string> {
  const paths = new Map<Hierarchy, string>();
  let text: string;
  try {
    // Lossy where a name is not UTF-8: the text must stay harmless, whatever the name is.
    text = readSpecialText(file);
  } catch {
    return paths;
  }
  for (const line of text.split("\n")) {
    // hierarchy id, its controllers, path. No name holds a line break: cgroup_mkdir() refuses it. A removed cgroup is
    // marked at its end.
    const [, id, names = "", path = ""] = /^(\d+):([^:]*):(\/.*?)(?: \(deleted\))?$/.exec(line) ??
      [];
    if (id === "0") paths.set("default", path);
    const controllers = names.split(",");
    for (const name of CONTROLLERS) if (controllers.includes(name)) paths.set(name, path);
  }
  return paths;
}
