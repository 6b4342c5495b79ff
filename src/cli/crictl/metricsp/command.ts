import { type CommandDefinition, defineCommand } from "../../define.ts";
import { queryFlags } from "../../query/flags.ts";
import { metricsFlags } from "../metrics.ts";
import type { MetricspFlags } from "./run.ts";

/** `critter metricsp`. */
export const metricspCommand: CommandDefinition = defineCommand<MetricspFlags>({
  brief: "Show the metrics of pods, as crictl does",
  description: [
    "What the kubelet takes in place of cAdvisor's metrics, from the runtimes that serve it: containerd from 2.2 on and CRI-O. 'critter metricdescs' says what each metric is.",
  ],
  examples: [
    { text: "Every metric of every pod", command: "critter metricsp" },
    {
      text: "How many metrics each pod has",
      command:
        "critter metricsp | jq -r '.podMetrics[] | [.podSandboxId, (.metrics | length)] | @tsv'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).metricsp,
  parameters: {
    flags: {
      ...metricsFlags,
      watch: { kind: "boolean", brief: "Show again and again, until Ctrl-C", default: false },
      ...queryFlags,
    },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose", w: "watch" },
  },
});
