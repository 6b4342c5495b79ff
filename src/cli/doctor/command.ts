import { type CommandDefinition, defineCommand } from "../define.ts";
import { commonFlags, endpointFlags } from "../common_flags.ts";
import { outputFlag } from "../query/flags.ts";
import type { DoctorFlags } from "./run.ts";

/** `critter doctor`. */
export const doctorCommand: CommandDefinition = defineCommand<DoctorFlags>({
  brief: "Check whether this node lets critter do its job, and say what to do if not",
  description: [
    "Checks kernel, BTF, capabilities, lockdown, cgroups and runtime sockets, and loads the programs for a trial. Every line has a code, a verdict and, where there is something to do, what to do. Exits 1 if events can't be read.",
    "A table tells by which hook of the kernel each kind of event is caught, and what this kernel does not let be known of it.",
  ],
  examples: [
    { text: "Check this node", command: "critter doctor" },
    {
      text: "Measure what the kernel programs cost on this node",
      command: "critter doctor --cost",
    },
    {
      text: "For a script",
      command: "critter doctor -o json | jq '.checks[] | select(.status != \"ok\")'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).doctor,
  parameters: {
    flags: {
      output: outputFlag(["text", "json", "yaml"]),
      cost: {
        kind: "boolean",
        brief:
          "Measure what the programs take: runs 400 tiny processes and makes 50 cgroups, and needs CAP_SYS_ADMIN",
        default: false,
      },
      ...endpointFlags,
      ...commonFlags,
    },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
