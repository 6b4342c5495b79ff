import { expandCgroupsPath } from "./cgroups_path.ts";
import { member, parseObject, pidOf, textOf } from "./json_reader.ts";
import type { CgroupHint } from "./types.ts";

/** Details longer than this are not parsed; containerd's are some 20 kB. */
const MAX_INFO_CHARACTERS = 8 * 1024 * 1024;

/**
 * Reads where a container runs from the `info` map of a verbose CRI status.
 *
 * containerd and CRI-O put all of it as JSON text under one key, `info`; CRI-O before 1.18 has a key a field;
 * cri-dockerd knows the pid only, and nothing of a sandbox. Whatever has another shape is as if it were not there.
 */
export function cgroupHintOf(info: Readonly<Record<string, string>>): CgroupHint {
  const details = parseObject(info["info"], MAX_INFO_CHARACTERS);
  const spec = member(details, "runtimeSpec") ??
    parseObject(info["runtimeSpec"], MAX_INFO_CHARACTERS);
  const pid = pidOf(member(details, "pid")) ?? pidOf(info["pid"]);
  return { ...cgroupPathOfSpec(spec), ...(pid === undefined ? {} : { pid }) };
}

/** The expanded cgroupsPath of an OCI runtime specification. */
export function cgroupPathOfSpec(spec: unknown): Pick<CgroupHint, "path"> {
  const cgroupsPath = textOf(member(spec, "linux", "cgroupsPath"));
  const path = cgroupsPath === undefined ? undefined : expandCgroupsPath(cgroupsPath);
  return path === undefined ? {} : { path };
}
