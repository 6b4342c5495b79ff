import { type CommandDefinition, defineCommand } from "../define.ts";
import { commonFlags } from "../common_flags.ts";
import { expressionFlags, maxEventsFlag, redactionFlags, sourceFlags } from "../stream/flags.ts";
import { parseText } from "../parsers.ts";
import type { RecordFlags } from "./run.ts";

/** `critter record FILE`. */
export const recordCommand: CommandDefinition = defineCommand<RecordFlags, [string]>({
  brief: "Keep the node's events and their labels in a file",
  description: [
    "Writes every event of the node, with the label knowledge of the time, to a compressed file that 'critter replay' turns into the very lines that 'critter watch' would have printed. Other filters are given to the replay: with --filter only what it lets pass is kept.",
  ],
  examples: [
    { text: "Record until Ctrl-C", command: "critter record today.critter" },
    {
      text: "Keep only what containers of one namespace execute",
      command:
        'critter record --filter \'event == "process.exec" && k8s.namespace.name == "shop"\' shop.critter',
    },
    { text: "Record one minute", command: "critter record --duration 1m today.critter" },
  ],
}, {
  loader: async () => (await import("./run.ts")).record,
  parameters: {
    flags: {
      maxEvents: maxEventsFlag,
      ...expressionFlags,
      ...redactionFlags,
      ...sourceFlags,
      force: { kind: "boolean", brief: "Replace the file if it is there", default: false },
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: parseText, brief: "File to write", placeholder: "FILE" }],
    },
    aliases: { r: "runtimeEndpoint", f: "force", v: "verbose" },
  },
});
