/**
 * Where cgroups are mounted, from the text of /proc/PID/mountinfo.
 *
 * @module
 */

import { CONTROLLERS, type Hierarchy } from "./hierarchy.ts";

/**
 * How cgroups are mounted: only version 2, version 2 beside version 1, only version 1, or not at all. All but the
 * last are systemd's names.
 */
export type CgroupMode = "unified" | "hybrid" | "legacy" | "none";

/** What {@linkcode findCgroups} found. */
export interface CgroupMounts {
  /** How cgroups are mounted. */
  readonly mode: CgroupMode;
  /** The hierarchy to tell events by; `none` where no mounted one will do. */
  readonly hierarchy: Hierarchy;
  /** Its mount point; `undefined` without one. */
  readonly mount: string | undefined;
}

interface Mount {
  readonly mount: string;
  readonly rank: number;
}

/**
 * Where runc looks for version 2, to put containers into it: /sys/fs/cgroup or `unified` in there, wherever a container
 * mounts that. One elsewhere, beside version 1, is of another use, as the one that Cilium mounts at /run/cilium/cgroupv2.
 */
const RUNTIMES_VERSION_2 = /\/(?:sys\/fs\/cgroup|unified)$/;

/**
 * Chooses the hierarchy to tell events by, and its mount that shows most of it: version 2 wherever runtimes use it,
 * else one of version 1 by the order of {@linkcode CONTROLLERS}.
 *
 * @param mountinfo The text of /proc/PID/mountinfo.
 * @param known The hierarchy that was chosen before, whose mount alone is looked for; `none` where there is none yet.
 */
export function findCgroups(mountinfo: string, known: Hierarchy = "none"): CgroupMounts {
  const best = new Map<Hierarchy, Mount>();
  let legacy = false;
  let atUsualPlace = false;
  for (const line of mountinfo.split("\n")) {
    // id parent major:minor root mount-point options [optional ...] - type source super-options
    const [left = "", right = ""] = line.split(" - ");
    const [, , , root = "", mount = ""] = left.split(" ");
    const [type = "", , options = ""] = right.split(" ");
    if (type === "cgroup") legacy = true;
    if (type === "cgroup2" && RUNTIMES_VERSION_2.test(mount)) atUsualPlace = true;
    const found = { mount: unescape(mount), rank: rankOf(unescape(root)) };
    for (const hierarchy of hierarchiesOf(type, options)) {
      if (found.rank > (best.get(hierarchy)?.rank ?? -1)) best.set(hierarchy, found);
    }
  }
  const controllers = CONTROLLERS.filter((controller) => best.has(controller));
  const unified = best.has("default") && (atUsualPlace || controllers.length === 0);
  const rank = (controller: Hierarchy): number => best.get(controller)?.rank ?? -1;
  // A mount that shows more counts more than a better controller.
  const [controller = "none"] = controllers.sort((a, b) => rank(b) - rank(a));
  const chosen = unified ? "default" : controller;
  const hierarchy = known === "none" ? chosen : known;
  return { mode: modeOf(unified, legacy), hierarchy, mount: best.get(hierarchy)?.mount };
}

function hierarchiesOf(type: string, options: string): readonly Hierarchy[] {
  if (type === "cgroup2") return ["default"];
  if (type !== "cgroup") return [];
  const words = options.split(",");
  return CONTROLLERS.filter((controller) => words.includes(controller));
}

function modeOf(unified: boolean, legacy: boolean): CgroupMode {
  if (unified) return legacy ? "hybrid" : "unified";
  return legacy ? "legacy" : "none";
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
