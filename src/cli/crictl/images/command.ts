import { type CommandDefinition, defineCommand } from "../../define.ts";
import { parseText } from "../../parsers.ts";
import {
  imageFilterFlag,
  listFlags,
  listOutputFlags,
  queryFlags,
  verboseListFlag,
} from "../../query/flags.ts";
import type { ImagesFlags } from "./run.ts";

/** `critter images [IMAGE]`. */
export const imagesCommand: CommandDefinition = defineCommand<ImagesFlags, [string?]>({
  brief: "List images of every runtime, as crictl does",
  description: [
    "Filters are crictl's: dangling=true|false, reference=REGEXP, before=IMAGE and since=IMAGE; the last two go by the order of the list, as runtimes do not tell an image's age.",
    "`critter image` and `critter img` are the same command, as with crictl.",
  ],
  examples: [
    { text: "This node's images", command: "critter images" },
    { text: "Those without a tag", command: "critter images -f dangling=true -q" },
  ],
}, {
  loader: async () => (await import("./run.ts")).images,
  parameters: {
    flags: {
      ...listOutputFlags,
      ...listFlags,
      filter: imageFilterFlag,
      digests: { kind: "boolean", brief: "Show digests", default: false },
      pinned: {
        kind: "boolean",
        brief: "Show whether an image is kept from garbage collection",
        default: false,
      },
      ...queryFlags,
      verbose: verboseListFlag,
    },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: parseText,
        brief: "Only the images that the runtime takes this name for",
        placeholder: "IMAGE",
        optional: true,
      }],
    },
    aliases: { f: "filter", o: "output", q: "quiet", r: "runtimeEndpoint", v: "verbose" },
  },
});
