import { expandCgroupsPath } from "./cgroups_path.ts";
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
  const details = parse(info["info"]) ?? {};
  const path = text(member(member(details["runtimeSpec"], "linux"), "cgroupsPath")) ??
    text(member(member(parse(info["runtimeSpec"]), "linux"), "cgroupsPath"));
  const expanded = path === undefined ? undefined : expandCgroupsPath(path);
  const pid = pidOf(details["pid"]) ?? pidOf(info["pid"]);
  return {
    ...(expanded === undefined ? {} : { path: expanded }),
    ...(pid === undefined ? {} : { pid }),
  };
}

function parse(json: string | undefined): Record<string, unknown> | undefined {
  if (json === undefined || json.length > MAX_INFO_CHARACTERS) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** 0 stands for a container that does not run. */
function pidOf(value: unknown): number | undefined {
  const pid = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof pid === "number" && Number.isInteger(pid) && pid > 0 && pid <= 0x7fffffff
    ? pid
    : undefined;
}
