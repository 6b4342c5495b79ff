import type { Queries } from "#runtime/proto/queries.ts";
import { enumName } from "#runtime/proto/json.ts";
import { RuntimeError } from "#runtime/runtime_error.ts";
import { member } from "./member.ts";

/**
 * A runtime's cgroup driver, by its name in CRI: asked for, and where that is not served, read from containerd's own
 * configuration.
 *
 * @throws RuntimeError
 */
export async function cgroupDriver(queries: Queries): Promise<string> {
  try {
    const { linux } = await queries.runtimeConfig();
    // The message may be absent: then the runtime did not say, although 0 has a name.
    return linux === null || linux === undefined
      ? "unknown"
      : String(enumName("CgroupDriver", linux.cgroupDriver ?? 0));
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.kind !== "unimplemented") throw error;
    const driver = driverOfConfig((await queries.status(true)).info?.["config"] ?? "");
    if (driver === undefined) throw error;
    return driver;
  }
}

/** What containerd's configuration says for its default runtime; undefined where it has another shape. */
export function driverOfConfig(json: string): string | undefined {
  let config: unknown;
  try {
    config = JSON.parse(json);
  } catch {
    return undefined;
  }
  const containerd = member(config, "containerd");
  const name = member(containerd, "defaultRuntimeName");
  const runtimes = member(containerd, "runtimes");
  if (typeof name !== "string" || member(runtimes, name) === undefined) return undefined;
  const systemd = member(member(member(runtimes, name), "options"), "SystemdCgroup");
  return systemd === true ? "SYSTEMD" : "CGROUPFS";
}
