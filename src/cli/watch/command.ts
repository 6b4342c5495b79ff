import { type CommandDefinition, defineCommand } from "../define.ts";
import { commonFlags } from "../common_flags.ts";
import {
  expressionFlags,
  filterAliases,
  filterFlags,
  outputFlags,
  redactionFlags,
  shareFlag,
  sourceFlags,
} from "../stream/flags.ts";
import { parseText } from "../parsers.ts";
import type { WatchFlags } from "./run.ts";

/** `critter watch`. */
export const watchCommand: CommandDefinition = defineCommand<WatchFlags>({
  brief: "Stream the node's process events, each named by pod, container and image",
  description: [
    "Reads process events live from the kernel and prints one line for each, already naming the pod, container and image it came from. On a terminal the lines are aligned text, else NDJSON.",
    "Needs root, or CAP_BPF and CAP_PERFMON; 'critter doctor' says what is missing. Ctrl-C ends it cleanly.",
    "--namespace, --pod, --container and --selector show containers only: the host's events are hidden as soon as one of them is given. What a container does not have (Docker's have no namespace, a pod's sandbox has no container name) fails what asks for it and passes what excludes it. Events whose labels cannot be found out are shown with the reason, as they may be the wanted ones.",
  ],
  examples: [
    { text: "Every exec and exit on this node, labelled", command: "critter watch" },
    {
      text: "Only what containers execute, as NDJSON",
      command: "critter watch -e process.exec --no-host -o json",
    },
    {
      text: "Only the pods of one application, in all namespaces but the cluster's own",
      command: "critter watch -n '!kube-*' -l 'app in (web, api),!canary'",
    },
    {
      text: "Ten seconds of a k3s node",
      command: "critter watch -r /run/k3s/containerd/containerd.sock --duration 10s",
    },
    {
      text: "Watch, and keep a recording for later",
      command: "critter watch --record today.critter",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).watch,
  parameters: {
    flags: {
      ...outputFlags,
      ...filterFlags,
      ...expressionFlags,
      ...redactionFlags,
      ...sourceFlags,
      record: {
        kind: "parsed",
        parse: parseText,
        brief: "Keep a recording of what is watched in this file, for 'critter replay'",
        placeholder: "file",
        optional: true,
      },
      sample: shareFlag,
      orSample: {
        kind: "boolean",
        brief: "Show the built-in sample recording where the kernel can't be read",
        default: false,
      },
      ...commonFlags,
    },
    aliases: { o: "output", ...filterAliases, r: "runtimeEndpoint", v: "verbose" },
  },
});
