import { type CommandDefinition, defineCommand } from "../../define.ts";
import { queryFlags } from "../../query/flags.ts";
import type { RuntimeConfigFlags } from "./run.ts";

/** `critter runtime-config`. */
export const runtimeConfigCommand: CommandDefinition = defineCommand<RuntimeConfigFlags>({
  brief: "Show the cgroup driver of every runtime, as crictl does",
  description: [
    "Runtimes of before Kubernetes 1.28 do not tell it. With several runtimes each line ends in which one it is.",
  ],
  examples: [
    { text: "systemd or cgroupfs?", command: "critter runtime-config" },
  ],
}, {
  loader: async () => (await import("./run.ts")).runtimeConfig,
  parameters: { flags: { ...queryFlags }, aliases: { r: "runtimeEndpoint", v: "verbose" } },
});
