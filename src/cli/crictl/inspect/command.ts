import { type CommandDefinition, defineCommand } from "../../define.ts";
import { inspectFlags } from "../inspect_flags.ts";
import { parseText } from "../../parsers.ts";
import {
  containerStateFlag,
  imageFlag,
  podFlag,
  queryFlags,
  selectFlags,
} from "../../query/flags.ts";
import type { InspectFlags } from "./run.ts";

/** `critter inspect [CONTAINER…]`. */
export const inspectCommand: CommandDefinition = defineCommand<InspectFlags, string[]>({
  brief: "Show all that a runtime knows of containers, as crictl does",
  description: [
    "Prints the status of containers with the runtime's own details, from whichever runtime knows them. Without an id, of those that the filters leave: running ones by default.",
  ],
  examples: [
    { text: "All of one container", command: "critter inspect 3f2a9c" },
    {
      text: "Its process's id on the host",
      command: "critter inspect -o go-template --template '{{.info.pid}}' 3f2a9c",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).inspect,
  parameters: {
    flags: {
      all: { kind: "boolean", brief: "All there are, whatever their state", default: false },
      ...inspectFlags,
      ...selectFlags,
      state: containerStateFlag,
      pod: podFlag,
      image: imageFlag,
      ...queryFlags,
    },
    positional: {
      kind: "array",
      parameter: {
        parse: parseText,
        brief: "Id of a container, or its beginning; Docker and Podman take names too",
        placeholder: "CONTAINER",
      },
      minimum: 0,
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
