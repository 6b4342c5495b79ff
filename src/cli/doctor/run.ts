import { readFeatures } from "#kernel/bpf/features.ts";
import { Discovery } from "#runtime/discovery/discovery.ts";
import { kernelChecks } from "./kernel_checks.ts";
import { tryLoad } from "./load_check.ts";
import { canRun, dataReport, textReport } from "./report.ts";
import { probeRuntimes } from "./runtime_checks.ts";
import { type CliHost, mayColor } from "../host.ts";
import { guarded } from "../guard.ts";
import type { CommonFlags, EndpointFlags } from "../common_flags.ts";

/** Flags of `critter doctor`. */
export interface DoctorFlags extends CommonFlags, EndpointFlags {
  /** --output. */
  readonly output: "text" | "json" | "yaml";
}

/** `critter doctor`. */
export async function doctor(this: CliHost, flags: DoctorFlags): Promise<void> {
  await guarded(this, flags, async () => {
    using discovery = new Discovery({
      flags: flags.runtimeEndpoint,
      environment: this.env("CONTAINER_RUNTIME_ENDPOINT"),
      hostRoot: flags.hostRoot,
    });
    const found = await discovery.scanWhole();
    const features = readFeatures();
    const trial = tryLoad(features.cgroup.hierarchy);
    const checks = [
      ...kernelChecks(features),
      trial.check,
      ...await probeRuntimes(found),
    ];
    if (flags.verbose && trial.log !== undefined) this.process.stderr.write(`${trial.log}\n`);
    const { output } = flags;
    this.process.stdout.write(
      output === "text"
        ? textReport(checks, mayColor(this.terminal() !== undefined, this.env))
        : await dataReport(checks, output),
    );
    return canRun(checks) ? 0 : 1;
  });
}
