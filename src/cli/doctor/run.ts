import { readFeatures } from "#kernel/bpf/features.ts";
import { Discovery } from "#runtime/discovery/discovery.ts";
import { kernelChecks } from "./kernel_checks.ts";
import { type Costs, measureCosts } from "./cost.ts";
import { hookRows } from "./hook_table.ts";
import { loadCheck } from "./load_check.ts";
import { canRun, dataReport, textReport } from "./report.ts";
import { probeRuntimes } from "./runtime_checks.ts";
import { type CliHost, mayColor } from "../host.ts";
import { guarded } from "../guard.ts";
import { type Trial, tryLoad } from "../trial.ts";
import type { CommonFlags, EndpointFlags } from "../common_flags.ts";

/** Flags of `critter doctor`. */
export interface DoctorFlags extends CommonFlags, EndpointFlags {
  /** --output. */
  readonly output: "text" | "json" | "yaml";
  /** --cost. */
  readonly cost: boolean;
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
    let costs: Costs = { runs: new Map(), problems: [] };
    const trial = tryLoad(features.cgroup.hierarchy, (programs) => {
      if (flags.cost) costs = measureCosts(programs, features.cgroup.mount);
    });
    for (const problem of costs.problems) this.process.stderr.write(`critter: ${problem}\n`);
    const hooks = "hooks" in trial ? trial.hooks : [];
    const checks = [
      ...kernelChecks(features),
      loadCheck(trial),
      ...await probeRuntimes(found),
    ];
    if (flags.verbose) this.process.stderr.write(logsOf(trial));
    const { output } = flags;
    const rows = hookRows(hooks, costs.runs);
    this.process.stdout.write(
      output === "text"
        ? textReport(checks, rows, mayColor(this.terminal() !== undefined, this.env))
        : await dataReport(checks, rows, output),
    );
    return canRun(checks) ? 0 : 1;
  });
}

/** What the verifier wrote about programs that the kernel does not take. */
function logsOf(trial: Trial): string {
  const logs = "hooks" in trial
    ? trial.hooks.flatMap(({ refused }) => refused.map(({ log }) => log))
    : [trial.log];
  return logs.filter((log) => log !== undefined).map((log) => `${log}\n`).join("");
}
