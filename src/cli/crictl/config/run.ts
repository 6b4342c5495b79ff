import type { CrictlConfig } from "#runtime/config/crictl_config.ts";
import type { CommonFlags } from "../../common_flags.ts";
import { UsageError } from "../../errors.ts";
import { guarded } from "../../guard.ts";
import type { CliHost } from "../../host.ts";
import { crictlConfig } from "../../query/crictl_config.ts";
import type { QueryFlags } from "../../query/flags.ts";
import { printLines, printTable } from "../../query/print.ts";
import { type Option, OPTIONS } from "./options.ts";

/** Flags of `critter config`. */
export interface ConfigFlags extends CommonFlags, Pick<QueryFlags, "config" | "hostRoot"> {
  /** --get. */
  readonly get?: Option;
  /** --list. */
  readonly list: boolean;
}

/** `critter config`. */
export async function config(this: CliHost, flags: ConfigFlags): Promise<void> {
  await guarded(this, flags, async () => {
    const { get, list } = flags;
    if (get !== undefined && list) {
      throw new UsageError("Cannot use --get as --list gives all options; leave one of them out");
    }
    const values = valuesOf((await crictlConfig(flags, this)).config);
    if (get !== undefined) printLines(this, [values[get]]);
    else printTable(this, ["KEY", "VALUE"], OPTIONS.map((option) => [option, values[option]]));
    return 0;
  });
}

function valuesOf(config: CrictlConfig): Readonly<Record<Option, string>> {
  const { runtimeEndpoint = "", imageEndpoint = "", timeoutMs = 0, debug = false } = config;
  return {
    "runtime-endpoint": runtimeEndpoint,
    "image-endpoint": imageEndpoint,
    timeout: String(timeoutMs / 1000),
    debug: String(debug),
    "pull-image-on-create": String(config.pullImageOnCreate ?? false),
    "disable-pull-on-run": String(config.disablePullOnRun ?? false),
    "max-retries": String(config.maxRetries ?? 0),
    "enable-streaming": String(config.enableStreaming ?? false),
  };
}
