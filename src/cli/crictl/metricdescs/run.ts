import { protoJson } from "#runtime/proto/json.ts";
import type { CliHost } from "../../host.ts";
import { runtimeJson } from "../../query/containers.ts";
import { detailPrinter } from "../../query/details.ts";
import type { QueryFlags } from "../../query/flags.ts";
import { runQuery } from "../../query/run_query.ts";
import { askMetrics, type MetricsFlags } from "../metrics.ts";

/** Flags of `critter metricdescs`. */
export interface MetricdescsFlags extends QueryFlags, MetricsFlags {}

/** `critter metricdescs`. */
export async function metricdescs(this: CliHost, flags: MetricdescsFlags): Promise<void> {
  await runQuery(this, flags, "show what metrics of pods are", async (query) => {
    const print = await detailPrinter(this, flags);
    const answers = await askMetrics(query, (cri) => cri.metricDescriptors());
    print?.({
      descriptors: answers.flatMap(({ runtime: { identity }, value: { descriptors } }) =>
        descriptors.map((one) => ({
          ...protoJson("MetricDescriptor", one),
          runtime: runtimeJson(identity),
        }))
      ),
    });
  });
}
