import { type CommandDefinition, defineCommand } from "../define.ts";
import { type CommonFlags, commonFlags, sourceFlags } from "../stream/flags.ts";

/** Flags of `critter doctor`. */
export interface DoctorFlags extends CommonFlags {
  /** --output. */
  readonly output: "text" | "json" | "yaml";
  /** --runtime-endpoint. */
  readonly runtimeEndpoint: readonly string[];
  /** --host-root. */
  readonly hostRoot?: string;
}

/** `critter doctor`. */
export const doctorCommand: CommandDefinition = defineCommand<DoctorFlags>({
  brief: "Check whether this node lets critter do its job, and say what to do if not",
  description: [
    "Checks kernel, BTF, capabilities, lockdown, cgroups and runtime sockets, and loads the programs for a trial. Every line has a code, a verdict and, where there is something to do, what to do. Exits 1 if events can't be read.",
  ],
  examples: [
    { text: "Check this node", command: "critter doctor" },
    {
      text: "For a script",
      command: "critter doctor -o json | jq '.checks[] | select(.status != \"ok\")'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).doctor,
  parameters: {
    flags: {
      output: {
        kind: "enum",
        values: ["text", "json", "yaml"],
        brief: "Output format",
        placeholder: "format",
        default: "text",
      },
      runtimeEndpoint: sourceFlags.runtimeEndpoint,
      hostRoot: sourceFlags.hostRoot,
      ...commonFlags,
    },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
