/**
 * Where cgroups are mounted, from the text of /proc/PID/mountinfo.
 *
 * @module
 */

/**
 * How cgroups are mounted: only version 2, version 2 beside version 1, or only version 1. These are
 * systemd's names.
 */
export type CgroupMode = "unified" | "hybrid" | "legacy";

/** What {@linkcode findCgroup2} found. */
export interface CgroupMounts {
  /** How cgroups are mounted. */
  readonly mode: CgroupMode;
  /** Mount point of the version 2 hierarchy; `undefined` in legacy mode. */
  readonly mount: string | undefined;
}

/** Finds the mount of the version 2 hierarchy that shows most of it. */
export function findCgroup2(mountinfo: string): CgroupMounts {
  let legacy = false;
  let best: { mount: string; rank: number } | undefined;
  for (const line of mountinfo.split("\n")) {
    // id parent major:minor root mount-point options [optional ...] - type source super-options
    const [left = "", right = ""] = line.split(" - ");
    const [, , , root = "", mount = ""] = left.split(" ");
    const type = right.split(" ")[0];
    if (type === "cgroup") legacy = true;
    if (type !== "cgroup2") continue;
    const rank = rankOf(unescape(root));
    if (best === undefined || rank > best.rank) best = { mount: unescape(mount), rank };
  }
  if (best === undefined) return { mode: "legacy", mount: undefined };
  return { mode: legacy ? "hybrid" : "unified", mount: best.mount };
}

/** A root of "/.." lies above this process's cgroup namespace, one of "/part" shows a part only. */
function rankOf(root: string): number {
  if (/^(?:\/\.\.)+$/.test(root)) return 1 + root.length;
  return root === "/" ? 1 : 0;
}

/** Undoes mountinfo's octal escapes of blanks and backslashes. */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => {
    return String.fromCharCode(parseInt(octal, 8));
  });
}
