import { type CommandDefinition, defineCommand } from "../../define.ts";
import { queryFlags } from "../../query/flags.ts";
import { metricsFlags } from "../metrics.ts";
import type { MetricdescsFlags } from "./run.ts";

/** `critter metricdescs`. */
export const metricdescsCommand: CommandDefinition = defineCommand<MetricdescsFlags>({
  brief: "Show what the metrics of pods are, as crictl does",
  description: [
    "Names, meanings and label names of what 'critter metricsp' shows, by runtime.",
  ],
  examples: [
    {
      text: "The names of all metrics",
      command: "critter metricdescs | jq -r '.descriptors[].name'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).metricdescs,
  parameters: {
    flags: { ...metricsFlags, ...queryFlags },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
