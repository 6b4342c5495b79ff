import { type CommandDefinition, defineCommand } from "../../define.ts";
import { inspectFlags } from "../inspect_flags.ts";
import { parseText } from "../../parsers.ts";
import { queryFlags } from "../../query/flags.ts";
import type { InspectiFlags } from "./run.ts";

/** `critter inspecti [IMAGE…]`. */
export const inspectiCommand: CommandDefinition = defineCommand<InspectiFlags, string[]>({
  brief: "Show all that a runtime knows of images, as crictl does",
  description: [
    "Prints images with the runtime's own details, from every runtime that has them.",
  ],
  examples: [
    { text: "All of one image", command: "critter inspecti docker.io/library/busybox:latest" },
  ],
}, {
  loader: async () => (await import("./run.ts")).inspecti,
  parameters: {
    flags: { ...inspectFlags, ...queryFlags },
    positional: {
      kind: "array",
      parameter: {
        parse: parseText,
        brief: "An image by its name, tag, digest or id",
        placeholder: "IMAGE",
      },
      minimum: 1,
    },
    aliases: { o: "output", q: "quiet", r: "runtimeEndpoint", v: "verbose" },
  },
});
