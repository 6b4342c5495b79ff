import { type CommandDefinition, defineCommand } from "../../define.ts";
import { inspectFlags } from "../inspect_flags.ts";
import { queryFlags } from "../../query/flags.ts";
import type { ImageFsInfoFlags } from "./run.ts";

/** `critter imagefsinfo`. */
export const imageFsInfoCommand: CommandDefinition = defineCommand<ImageFsInfoFlags>({
  brief: "Show where every runtime keeps images and how much they take, as crictl does",
  description: [
    "One runtime's answer is one object, as with crictl; those of several are a list. Docker and Podman count no inodes.",
  ],
  examples: [
    { text: "What images take on this node", command: "critter imagefsinfo" },
    {
      text: "Only the folder",
      command: "critter imagefsinfo -o json | jq -r '.. | .imageFilesystems?[]?.fsId.mountpoint'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).imageFsInfo,
  parameters: {
    flags: { output: inspectFlags.output, template: inspectFlags.template, ...queryFlags },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
