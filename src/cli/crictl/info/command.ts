import { type CommandDefinition, defineCommand } from "../../define.ts";
import { inspectFlags } from "../inspect_flags.ts";
import { outputFlag, queryFlags } from "../../query/flags.ts";
import type { InfoFlags } from "./run.ts";

/** `critter info`. */
export const infoCommand: CommandDefinition = defineCommand<InfoFlags>({
  brief: "Show health, features and configuration of every runtime, as crictl does",
  description: [
    "One runtime's answer is one object, as with crictl; those of several are a list. Docker and Podman say of their health only that they answer: RuntimeReady; info is all else they tell.",
  ],
  examples: [
    { text: "Everything the runtimes say of themselves", command: "critter info" },
    {
      text: "What is not in order",
      command: "critter info -q | jq '.. | select(.status? == false)'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).info,
  parameters: {
    flags: {
      ...inspectFlags,
      output: outputFlag(["json", "yaml", "go-template"]),
      ...queryFlags,
    },
    aliases: { o: "output", q: "quiet", r: "runtimeEndpoint", v: "verbose" },
  },
});
