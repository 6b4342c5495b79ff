import { type CommandDefinition, defineCommand } from "../../define.ts";
import { parseText } from "../../parsers.ts";
import {
  listFlags,
  listOutputFlag,
  queryFlags,
  selectFlags,
  verboseListFlag,
} from "../../query/flags.ts";
import type { PsFlags } from "./run.ts";

/** `critter ps`. */
export const psCommand: CommandDefinition = defineCommand<PsFlags>({
  brief: "List containers of every runtime, as crictl does",
  description: [
    "Lists running containers, newest first, of all runtimes that answer. Columns, filters and JSON are crictl's; in JSON each container has a member more, runtime. -o wide adds the runtime, the image's name, and which identity labels a container lacks or has in a form that Kubernetes would not give.",
  ],
  examples: [
    { text: "What runs here, by whichever runtime", command: "critter ps" },
    {
      text: "Also what has ended, and whose labels are incomplete",
      command: "critter ps -a -o wide",
    },
    {
      text: "The ids of one namespace, for a script",
      command: "critter ps -q --namespace '^kube-system$'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).ps,
  parameters: {
    flags: {
      all: { kind: "boolean", brief: "Also those that do not run", default: false },
      output: listOutputFlag,
      ...listFlags,
      ...selectFlags,
      state: {
        kind: "enum",
        values: ["created", "running", "exited", "unknown"],
        brief: "Only those in this state",
        placeholder: "state",
        optional: true,
      },
      pod: {
        kind: "parsed",
        parse: parseText,
        brief: "Only those of the pod whose id begins like this",
        placeholder: "id",
        optional: true,
      },
      image: {
        kind: "parsed",
        parse: parseText,
        brief: "Only those of this image, by name, tag, digest or id",
        placeholder: "image",
        optional: true,
      },
      resolveImagePath: {
        kind: "boolean",
        brief: "Show the image's name where the runtime says its id",
        default: false,
      },
      ...queryFlags,
      verbose: verboseListFlag,
    },
    aliases: {
      a: "all",
      l: "latest",
      n: "last",
      o: "output",
      p: "pod",
      q: "quiet",
      r: "runtimeEndpoint",
      s: "state",
      v: "verbose",
    },
  },
});
