import { type CommandDefinition, defineCommand } from "../define.ts";
import { commonFlags } from "../common_flags.ts";
import {
  expressionFlags,
  filterAliases,
  filterFlags,
  outputFlags,
  redactionFlags,
  shareFlag,
} from "../stream/flags.ts";
import { parseText } from "../parsers.ts";
import type { ReplayFlags } from "./run.ts";

/** `critter replay FILE`. */
export const replayCommand: CommandDefinition = defineCommand<ReplayFlags, [string?]>({
  brief: "Print the events of a recording; needs no root and no runtime",
  description: [
    "Sends a recording through the same code as live events and prints the same lines, byte for byte. Runs anywhere: no root, no BPF, no container runtime.",
    "A recording holds every event: each replay of it can be filtered in another way, just as 'critter watch' filters.",
  ],
  examples: [
    {
      text: "See what critter prints, without installing anything",
      command: "critter replay --sample",
    },
    {
      text: "Only one pod's events",
      command: "critter replay today.critter -n shop --pod web-0",
    },
    {
      text: "Only the failed ones of a recording",
      command:
        "critter replay today.critter -e process.exit -o json | jq 'select(.process.exit.code != 0)'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).replay,
  parameters: {
    flags: {
      sample: {
        kind: "boolean",
        brief: "Replay the built-in recording of real containers",
        default: false,
      },
      sampleRate: { ...shareFlag, brief: `${shareFlag.brief}; watch calls it --sample` },
      ...outputFlags,
      ...filterFlags,
      ...expressionFlags,
      ...redactionFlags,
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: parseText,
          brief: "File that 'critter record' wrote",
          placeholder: "FILE",
          optional: true,
        },
      ],
    },
    aliases: { o: "output", ...filterAliases, v: "verbose" },
  },
});
