import { type CommandDefinition, defineCommand } from "../define.ts";
import { parseText } from "../parsers.ts";
import { outputFlag, queryFlags } from "../query/flags.ts";
import type { ExplainFlags } from "./run.ts";

/** `critter explain WHAT`. */
export const explainCommand: CommandDefinition = defineCommand<ExplainFlags, [string]>({
  brief:
    "Show every step from a process to its ancestors, cgroup, container, sandbox and pod, and where it breaks",
  description: [
    "Takes a process id, a cgroup id or path, the beginning of a container's or sandbox's id, a container's name, or a pod as name, uid or namespace/name; pid:, cgroup:, container: and pod: before it say which. A number is a process if there is such a one; of a process its ancestors are shown, with their programs and whose container each is in. Each step comes with its evidence and how long it took. Exits 1 where the way broke.",
  ],
  examples: [
    { text: "Whose process is this, and whose child?", command: "critter explain 4711" },
    { text: "The cgroup id of an event", command: "critter explain cgroup:4711" },
    { text: "All of a pod, as events will name it", command: "critter explain shop/web-0" },
  ],
}, {
  loader: async () => (await import("./run.ts")).explain,
  parameters: {
    flags: {
      output: outputFlag(["text", "json", "yaml"]),
      ...queryFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: parseText,
        brief: "Process, cgroup, container or pod",
        placeholder: "WHAT",
      }],
    },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
