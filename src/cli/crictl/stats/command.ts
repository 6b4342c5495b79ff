import { type CommandDefinition, defineCommand } from "../../define.ts";
import { parseText } from "../../parsers.ts";
import { podFlag, queryFlags } from "../../query/flags.ts";
import { statsFlags } from "../stats_flags.ts";
import type { StatsFlags } from "./run.ts";

/** `critter stats [CONTAINER]`. */
export const statsCommand: CommandDefinition = defineCommand<StatsFlags, [string?]>({
  brief: "Show what containers use, as crictl does",
  description: [
    "Asks every runtime twice, a second apart, and shows CPU, memory, disk, inodes and swap of each container. JSON is the runtimes' first answer. Docker and Podman do not tell disk and inodes, and swap only Docker with cgroups of version 1: a dash.",
  ],
  examples: [
    { text: "What containers use", command: "critter stats" },
    { text: "One pod's, kept up to date", command: "critter stats -p 8d01 -w" },
  ],
}, {
  loader: async () => (await import("./run.ts")).stats,
  parameters: {
    flags: {
      all: { kind: "boolean", brief: "Also those that use nothing", default: false },
      ...statsFlags,
      pod: podFlag,
      ...queryFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: parseText,
        brief: "Only this container, by the beginning of its id",
        placeholder: "CONTAINER",
        optional: true,
      }],
    },
    aliases: {
      a: "all",
      o: "output",
      p: "pod",
      r: "runtimeEndpoint",
      s: "seconds",
      v: "verbose",
      w: "watch",
    },
  },
});
