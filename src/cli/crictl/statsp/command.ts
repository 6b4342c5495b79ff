import { type CommandDefinition, defineCommand } from "../../define.ts";
import { parseText } from "../../parsers.ts";
import { queryFlags } from "../../query/flags.ts";
import { statsFlags } from "../stats_flags.ts";
import type { StatspFlags } from "./run.ts";

/** `critter statsp [POD]`. */
export const statspCommand: CommandDefinition = defineCommand<StatspFlags, [string?]>({
  brief: "Show what pods use, as crictl does",
  description: [
    "Asks every runtime twice, a second apart, and shows CPU and memory of each pod. JSON is the runtimes' first answer. A Podman pod uses what its containers do; Docker has no pods.",
  ],
  examples: [{ text: "What pods use", command: "critter statsp" }],
}, {
  loader: async () => (await import("./run.ts")).statsp,
  parameters: {
    flags: { ...statsFlags, ...queryFlags },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: parseText,
        brief: "Only this pod, by the beginning of its id",
        placeholder: "POD",
        optional: true,
      }],
    },
    aliases: { o: "output", r: "runtimeEndpoint", s: "seconds", v: "verbose", w: "watch" },
  },
});
