import { type CommandDefinition, defineCommand } from "../define.ts";
import { parseText } from "../parsers.ts";
import { outputFlag, queryFlags } from "../query/flags.ts";
import type { WhyFlags } from "./run.ts";

/** `critter why WHAT`. */
export const whyCommand: CommandDefinition = defineCommand<WhyFlags, [string]>({
  brief: "Say why a container, the containers of a pod or a process ended, and what came before",
  description: [
    "With a recording it says who sent the signal, which limit of memory was reached, or what was refused, with the last events before. Without one it says what the runtimes and the kernel still know: exit code and reason of the last state, and what the cgroup counts. Each answer names where it comes from.",
    "Takes a container's id, the beginning of it or its name, a pod's name, uid or namespace/name, or a process id; container:, pod: and pid: before it say which. A number is a process if there is such a one. Of processes that had the same pid in a recording, the process.exec_id tells which. Exits 1 where the answer is not known.",
  ],
  examples: [
    { text: "Why did the containers of this pod end?", command: "critter why -n shop web-0" },
    {
      text: "Ask what 'critter record today.critter' kept",
      command: "critter why --recording today.critter shop/web-0",
    },
    {
      text: "Who killed this process?",
      command: "critter why --recording today.critter pid:4711",
    },
    {
      text: "A recording that comes through a pipe",
      command: "critter why --recording - shop/web-0",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).why,
  parameters: {
    flags: {
      recording: {
        kind: "parsed",
        parse: parseText,
        brief:
          "Ask this recording, made by 'critter record' or 'critter watch --record'; - is standard input",
        placeholder: "file",
        optional: true,
      },
      namespace: {
        kind: "parsed",
        parse: parseText,
        brief: "Only pods of this namespace",
        placeholder: "name",
        optional: true,
      },
      output: outputFlag(["text", "json", "yaml"]),
      ...queryFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: parseText,
        brief: "Container, pod or process",
        placeholder: "WHAT",
      }],
    },
    aliases: { n: "namespace", o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
