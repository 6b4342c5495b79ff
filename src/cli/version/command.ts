import { type CommandDefinition, defineCommand } from "../define.ts";
import { outputFlag, queryFlags } from "../query/flags.ts";
import type { VersionFlags } from "./run.ts";

/** `critter version`. */
export const versionCommand: CommandDefinition = defineCommand<VersionFlags>({
  brief: "Print the versions of critter and of every runtime that answers",
  description: [
    "The first line is critter's own; for each CRI runtime follow the four lines that crictl prints. With --verbose, also the versions of what critter runs on. 'critter --version' asks nobody.",
  ],
  examples: [
    { text: "Versions of critter and the runtimes", command: "critter version" },
    { text: "All versions, for a bug report", command: "critter version --verbose -o json" },
  ],
}, {
  loader: async () => (await import("./run.ts")).version,
  parameters: {
    flags: {
      output: outputFlag(["text", "json", "yaml"]),
      ...queryFlags,
    },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
