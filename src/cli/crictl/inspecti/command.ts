import { type CommandDefinition, defineCommand } from "../../define.ts";
import { inspectFlags } from "../inspect_flags.ts";
import { parseText } from "../../parsers.ts";
import { imageFilterFlag, queryFlags } from "../../query/flags.ts";
import type { InspectiFlags } from "./run.ts";

/** `critter inspecti [IMAGE…]`. */
export const inspectiCommand: CommandDefinition = defineCommand<InspectiFlags, string[]>({
  brief: "Show all that a runtime knows of images, as crictl does",
  description: [
    "Prints images with the runtime's own details, from every runtime that has them. Without an image, all that the filters leave, which are those of 'critter images'.",
  ],
  examples: [
    { text: "All of one image", command: "critter inspecti docker.io/library/busybox:latest" },
  ],
}, {
  loader: async () => (await import("./run.ts")).inspecti,
  parameters: {
    flags: {
      ...inspectFlags,
      name: {
        kind: "parsed",
        parse: parseText,
        brief: "Without an image: only those that the runtimes take this name for",
        placeholder: "name",
        optional: true,
      },
      filter: imageFilterFlag,
      ...queryFlags,
    },
    positional: {
      kind: "array",
      parameter: {
        parse: parseText,
        brief: "An image by its name, tag, digest or id, or the id's beginning",
        placeholder: "IMAGE",
      },
      minimum: 0,
    },
    aliases: { f: "filter", o: "output", q: "quiet", r: "runtimeEndpoint", v: "verbose" },
  },
});
