import { type CommandDefinition, defineCommand } from "../../define.ts";
import { commonFlags, endpointFlags } from "../../common_flags.ts";
import { queryFlags } from "../../query/flags.ts";
import { OPTIONS } from "./options.ts";
import type { ConfigFlags } from "./run.ts";

/** `critter config`. */
export const configCommand: CommandDefinition = defineCommand<ConfigFlags>({
  brief: "Show crictl's configuration, as crictl does",
  description: [
    "What the file says, in a table or one option of it. Options that it leaves out have crictl's word for that: nothing, 0 or false. critter reads this file and never writes it: to set an option, change the file.",
  ],
  examples: [
    { text: "All options", command: "critter config" },
    {
      text: "Where crictl looks for the runtime",
      command: "critter config --get runtime-endpoint",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).config,
  parameters: {
    flags: {
      get: {
        kind: "enum",
        values: OPTIONS,
        brief: "Print this option alone",
        placeholder: "option",
        optional: true,
      },
      list: { kind: "boolean", brief: "Print all options, as without a flag", default: false },
      hostRoot: endpointFlags.hostRoot,
      config: queryFlags.config,
      ...commonFlags,
    },
    aliases: { v: "verbose" },
  },
});
