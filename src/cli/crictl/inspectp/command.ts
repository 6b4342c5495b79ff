import { type CommandDefinition, defineCommand } from "../../define.ts";
import { inspectFlags } from "../inspect_flags.ts";
import { parseText } from "../../parsers.ts";
import { podStateFlag, queryFlags, selectFlags } from "../../query/flags.ts";
import type { InspectpFlags } from "./run.ts";

/** `critter inspectp [POD…]`. */
export const inspectpCommand: CommandDefinition = defineCommand<InspectpFlags, string[]>({
  brief: "Show all that a runtime knows of pods, as crictl does",
  description: [
    "Prints the status of pod sandboxes with the runtime's own details, from whichever runtime knows them. Without an id, of those that the filters leave.",
  ],
  examples: [
    { text: "All of one pod", command: "critter inspectp 8d01" },
    {
      text: "The address of a pod, by its name",
      command: "critter inspectp --name '^web-0$' -o json | jq -r .status.network.ip",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).inspectp,
  parameters: {
    flags: {
      all: { kind: "boolean", brief: "All there are, whatever their state", default: false },
      ...inspectFlags,
      ...selectFlags,
      state: podStateFlag,
      ...queryFlags,
    },
    positional: {
      kind: "array",
      parameter: {
        parse: parseText,
        brief: "Id of a pod sandbox, or its beginning",
        placeholder: "POD",
      },
      minimum: 0,
    },
    aliases: {
      a: "all",
      l: "latest",
      n: "last",
      o: "output",
      q: "quiet",
      r: "runtimeEndpoint",
      s: "state",
      v: "verbose",
    },
  },
});
