import { type CommandDefinition, defineCommand } from "../../define.ts";
import { parsePositiveDurationMs, parsePositiveInteger } from "../../parsers.ts";
import { inspectFlags } from "../inspect_flags.ts";
import { outputFlag, queryFlags } from "../../query/flags.ts";
import type { EventsFlags } from "./run.ts";

/** `critter events`. */
export const eventsCommand: CommandDefinition = defineCommand<EventsFlags>({
  brief: "Stream containers coming and going on every runtime, as crictl does",
  description: [
    "Prints an object for each container that is created, started, stopped or deleted. Subscribes where that harms nobody: containerd before 2.0 has one queue for all subscribers, so that listening would take events from the kubelet, and other runtimes have none. These are asked for their lists twice a second instead. Docker and Podman have events of their own, here in CRI's form: a container's status is what the event itself says, or its inspection where one of Docker's labels stands over that.",
    "'critter watch' shows what happens within containers.",
  ],
  examples: [
    { text: "What comes and goes, until Ctrl-C", command: "critter events" },
    {
      text: "Only which container and what",
      command:
        "critter events -o go-template --template '{{.containerId}} {{.containerEventType}}'",
    },
  ],
}, {
  loader: async () => (await import("./run.ts")).events,
  parameters: {
    flags: {
      output: outputFlag(["json", "yaml", "go-template"]),
      template: inspectFlags.template,
      maxEvents: {
        kind: "parsed",
        parse: parsePositiveInteger,
        brief: "End after this many events",
        placeholder: "number",
        optional: true,
      },
      duration: {
        kind: "parsed",
        parse: parsePositiveDurationMs,
        brief: "End after this time, such as 10s or 1m30s",
        placeholder: "duration",
        optional: true,
      },
      ...queryFlags,
    },
    aliases: { o: "output", r: "runtimeEndpoint", v: "verbose" },
  },
});
