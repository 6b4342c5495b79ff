import { type CommandDefinition, defineCommand } from "../define.ts";
import { commonFlags } from "../common_flags.ts";
import { parseText } from "../parsers.ts";
import type { InstallFlags } from "./run.ts";

/** `critter install`. */
export const installCommand: CommandDefinition = defineCommand<InstallFlags>({
  brief: "Print a hardened systemd unit for 'critter watch', or put it in its place",
  description: [
    "The unit gives the service no more capabilities, system calls and folders than it uses, each capability with its reason, and names the program that is running. Nothing is changed without --write, and nothing is started: what to run next is said on stderr.",
  ],
  examples: [
    { text: "Look at the unit", command: "critter install --systemd" },
    { text: "Put it in its place", command: "critter install --systemd --write" },
  ],
}, {
  loader: async () => (await import("./run.ts")).install,
  parameters: {
    flags: {
      systemd: { kind: "boolean", brief: "A unit for systemd", default: false },
      write: {
        kind: "boolean",
        brief: "Write it to a file instead of printing it; needs root",
        default: false,
      },
      path: {
        kind: "parsed",
        parse: parseText,
        brief: "File that --write writes (default: /etc/systemd/system/critter.service)",
        placeholder: "file",
        optional: true,
      },
      force: {
        kind: "boolean",
        brief: "Replace the file although it differs",
        default: false,
      },
      ...commonFlags,
    },
    aliases: { f: "force", v: "verbose" },
  },
});
