import { type CommandDefinition, defineCommand } from "../define.ts";
import { commonFlags } from "../common_flags.ts";
import { maxEventsFlag, sourceFlags } from "../stream/flags.ts";
import { parseText } from "../parsers.ts";
import type { RecordFlags } from "./run.ts";

/** `critter record FILE`. */
export const recordCommand: CommandDefinition = defineCommand<RecordFlags, [string]>({
  brief: "Keep the node's events and their labels in a file",
  description: [
    "Writes every event of the node, with the label knowledge of the time, to a compressed file that 'critter replay' turns into the very lines that 'critter watch' would have printed. Filters are given to the replay.",
  ],
  examples: [
    { text: "Record until Ctrl-C", command: "critter record today.critter" },
    { text: "Record one minute", command: "critter record --duration 1m today.critter" },
  ],
}, {
  loader: async () => (await import("./run.ts")).record,
  parameters: {
    flags: {
      maxEvents: maxEventsFlag,
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
