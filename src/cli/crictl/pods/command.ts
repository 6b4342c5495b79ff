import { type CommandDefinition, defineCommand } from "../../define.ts";
import {
  listFlags,
  listOutputFlags,
  podStateFlag,
  queryFlags,
  selectFlags,
  verboseListFlag,
} from "../../query/flags.ts";
import type { PodsFlags } from "./run.ts";

/** `critter pods`. */
export const podsCommand: CommandDefinition = defineCommand<PodsFlags>({
  brief: "List pods of every runtime, as crictl does",
  description: [
    "Lists pod sandboxes, newest first, of all runtimes that answer. The column RUNTIME is crictl's: the runtime handler; with -o wide that is called HANDLER, and RUNTIME is who answered.",
  ],
  examples: [
    { text: "This node's pods", command: "critter pods" },
    {
      text: "Names of those that are ready",
      command: "critter pods -s ready -o json | jq -r '.items[].metadata.name'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).pods,
  parameters: {
    flags: {
      ...listOutputFlags,
      ...listFlags,
      ...selectFlags,
      state: podStateFlag,
      ...queryFlags,
      verbose: verboseListFlag,
    },
    aliases: {
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
