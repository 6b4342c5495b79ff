import { protoJson } from "#runtime/proto/json.ts";
import type { CliHost } from "../../host.ts";
import { runtimeJson } from "../../query/containers.ts";
import { detailPrinter } from "../../query/details.ts";
import type { QueryFlags } from "../../query/flags.ts";
import { runQuery } from "../../query/run_query.ts";
import { askMetrics, type MetricsFlags } from "../metrics.ts";
import { repeat } from "../repeat.ts";

/** Flags of `critter metricsp`. */
export interface MetricspFlags extends QueryFlags, MetricsFlags {
  /** --watch. */
  readonly watch: boolean;
}

/** `critter metricsp`. */
export async function metricsp(this: CliHost, flags: MetricspFlags): Promise<void> {
  await runQuery(this, flags, "show metrics of pods", async (query) => {
    const print = await detailPrinter(this, flags);
    await repeat(this, flags.watch, async ({ clear }) => {
      const answers = await askMetrics(query, (cri) => cri.podMetrics());
      clear();
      print?.({
        podMetrics: answers.flatMap(({ runtime: { identity }, value: { podMetrics } }) =>
          podMetrics.map((one) => ({
            ...protoJson("PodSandboxMetrics", one),
            runtime: runtimeJson(identity),
          }))
        ),
      });
    });
  });
}
