import { type CommandDefinition, defineCommand } from "../define.ts";
import { type CommonFlags, commonFlags } from "../flags.ts";

/** Flags of `critter version`. */
export interface VersionFlags extends CommonFlags {
  /** --output. */
  readonly output: "text" | "json" | "yaml";
}

/** `critter version`. */
export const versionCommand: CommandDefinition = defineCommand<VersionFlags>({
  brief: "Print critter's version",
  description: ["With --verbose, also the versions of what it runs on."],
  examples: [
    { text: "The version alone", command: "critter version" },
    { text: "All versions, for a bug report", command: "critter version --verbose -o json" },
  ],
}, {
  loader: async () => (await import("../run/version.ts")).version,
  parameters: {
    flags: {
      output: {
        kind: "enum",
        values: ["text", "json", "yaml"],
        brief: "Output format",
        placeholder: "format",
        default: "text",
      },
      ...commonFlags,
    },
    aliases: { o: "output", v: "verbose" },
  },
});
