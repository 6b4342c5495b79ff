import {
  CRICTL_CONFIG_FILE,
  type CrictlConfig,
  readCrictlConfig,
} from "#runtime/config/crictl_config.ts";
import { resolveOnHost } from "#runtime/discovery/host_root.ts";
import type { CliHost } from "../host.ts";
import type { QueryFlags } from "./flags.ts";

/**
 * crictl's configuration, and the file that a flag or the environment names for it.
 *
 * @throws RangeError, as a rejection, where it is broken, or is named and is not there.
 */
export async function crictlConfig(
  { config, hostRoot = "" }: Pick<QueryFlags, "config" | "hostRoot">,
  host: CliHost,
): Promise<{ readonly config: CrictlConfig; readonly named: string | undefined }> {
  const named = config ?? host.env("CRI_CONFIG_FILE");
  return {
    config: await readCrictlConfig(named, resolveOnHost(hostRoot, CRICTL_CONFIG_FILE)),
    named,
  };
}
