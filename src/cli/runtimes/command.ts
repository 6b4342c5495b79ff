import { type CommandDefinition, defineCommand } from "../define.ts";
import { listOutputFlags, queryFlags } from "../query/flags.ts";
import type { RuntimesFlags } from "./run.ts";

/** `critter runtimes`. */
export const runtimesCommand: CommandDefinition = defineCommand<RuntimesFlags>({
  brief: "Show every socket that may be a runtime's: why it was looked at, and what answered",
  description: [
    "A line for each candidate: who answers there, or in a few words why nobody does. Those that answer come first. Known places where nothing is are only counted, but for --all and in JSON and YAML.",
  ],
  examples: [
    { text: "Which runtimes this node has", command: "critter runtimes" },
    { text: "Every place that was looked at", command: "critter runtimes --all" },
    {
      text: "The sockets that answer, for a script",
      command: "critter runtimes -o json | jq -r '.runtimes[] | select(.status == \"up\").socket'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).runtimes,
  parameters: {
    flags: {
      ...listOutputFlags,
      output: { ...listOutputFlags.output, brief: "Output format; wide says what to do" },
      all: { kind: "boolean", brief: "Also known places where nothing is", default: false },
      ...queryFlags,
    },
    aliases: { a: "all", o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
