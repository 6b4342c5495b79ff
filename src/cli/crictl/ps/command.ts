import { type CommandDefinition, defineCommand } from "../../define.ts";
import {
  containerStateFlag,
  imageFlag,
  listFlags,
  listOutputFlags,
  podFlag,
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
    "Unlike crictl's, -r is --runtime-endpoint here as everywhere; --resolve-image-path has no letter.",
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
      ...listOutputFlags,
      ...listFlags,
      ...selectFlags,
      state: containerStateFlag,
      pod: podFlag,
      image: imageFlag,
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
