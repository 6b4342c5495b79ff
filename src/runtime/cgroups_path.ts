import { cleanPath } from "./clean_path.ts";

/**
 * Expands an OCI `linux.cgroupsPath` to a path below the runtime's cgroup root.
 *
 * A path is cleaned as runc does: `..` leads up, and not out of the root. systemd's form `slice:prefix:name` names a unit: `kubepods-burstable.slice:crio:ID` is
 * `/kubepods.slice/kubepods-burstable.slice/crio-ID.scope`, since a slice's dashes are its ancestors.
 *
 * @returns undefined for what is neither.
 */
export function expandCgroupsPath(cgroupsPath: string): string | undefined {
  if (cgroupsPath.includes("\0")) return undefined;
  if (cgroupsPath.includes("/")) return cleanPath(cgroupsPath);
  const parts = cgroupsPath.split(":");
  const [slice, prefix, name] = parts;
  if (parts.length !== 3 || slice === undefined || prefix === undefined) return undefined;
  if (name === undefined || name === "" || name === "..") return undefined;
  const parent = expandSlice(slice === "" ? "system.slice" : slice);
  if (parent === undefined) return undefined;
  return `${parent}/${unitName(prefix, name)}`;
}

function unitName(prefix: string, name: string): string {
  if (name.endsWith(".slice")) return name;
  return prefix === "" ? `${name}.scope` : `${prefix}-${name}.scope`;
}

/** `a-b.slice` lies in `a.slice`; `-.slice` is the root. */
function expandSlice(slice: string): string | undefined {
  if (slice === "-.slice") return "";
  if (!slice.endsWith(".slice")) return undefined;
  const names = slice.slice(0, -".slice".length).split("-");
  if (names.includes("")) return undefined;
  return names.map((_, index) => `/${names.slice(0, index + 1).join("-")}.slice`).join("");
}
