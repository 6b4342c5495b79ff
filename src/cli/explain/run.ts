import { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { realmOfSocket } from "#labels/lookup/realm.ts";
import { RuntimeQueries } from "#runtime/set/runtime_queries.ts";
import { explain as explainSubject } from "./explain.ts";
import { isProcess } from "./process.ts";
import { dataReport, isBroken, textReport } from "./report.ts";
import { Trail } from "./step.ts";
import { parseSubject } from "./subject.ts";
import { type CliHost, mayColor } from "../host.ts";
import { printData } from "../query/print.ts";
import { whereToLook } from "../query/session.ts";
import { guarded } from "../guard.ts";
import type { QueryFlags } from "../query/flags.ts";

/** Flags of `critter explain`. */
export interface ExplainFlags extends QueryFlags {
  /** --output. */
  readonly output: "text" | "json" | "yaml";
}

/** `critter explain WHAT`. */
export async function explain(this: CliHost, flags: ExplainFlags, what: string): Promise<void> {
  await guarded(this, flags, async () => {
    const subject = parseSubject(what, isProcess);
    using where = await whereToLook(flags, this);
    const { candidates, timeoutMs } = where;
    using cgroups = Cgroupfs.detect();
    await using queries = await RuntimeQueries.open({
      candidates,
      timeoutMs,
      realmOf: realmOfSocket,
    });
    const explanation = await explainSubject(subject, {
      trail: new Trail(),
      cgroups,
      runtimes: queries.set,
    });
    if (flags.output === "text") {
      const color = mayColor(this.terminal() !== undefined, this.env);
      this.process.stdout.write(textReport(explanation, color));
    } else await printData(this, flags.output, dataReport(explanation));
    return isBroken(explanation) ? 1 : 0;
  });
}
