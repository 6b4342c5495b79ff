import { type CommandDefinition, defineCommand } from "../../define.ts";
import { parseCount, parseText } from "../../parsers.ts";
import { queryFlags } from "../../query/flags.ts";
import type { LogsFlags } from "./run.ts";
import { parseSince } from "./since.ts";

/** `critter logs CONTAINER`. */
export const logsCommand: CommandDefinition = defineCommand<LogsFlags, [string]>({
  brief: "Print a container's log, as crictl does",
  description: [
    "Reads the log file that the runtime names: its own format, or Docker's JSON. Docker and Podman are asked for the log itself; Podman's times have no fraction of the second. What the container wrote to its standard error goes to standard error, byte by byte; on a terminal, control characters are made visible. Where both go to one place each line stays whole; for at most two seconds the other's lines wait for its end.",
    "With --timestamps times are UTC with nine digits; Podman's long lines of a terminal have more of them in the middle. For --tail, Podman counts itself, and takes parts of lines for lines. Unlike crictl's, -r is --runtime-endpoint here as everywhere: nothing reopens a log.",
  ],
  examples: [
    { text: "The last lines, and what comes", command: "critter logs -f --tail 20 3f2a9c" },
    { text: "The run before the present one", command: "critter logs -p 3f2a9c" },
  ],
}, {
  loader: async () => (await import("./run.ts")).logs,
  parameters: {
    flags: {
      follow: { kind: "boolean", brief: "Go on until the container has ended", default: false },
      previous: {
        kind: "boolean",
        brief: "Of the container that ran before it in its place",
        default: false,
      },
      tail: {
        kind: "parsed",
        parse: parseCount,
        brief: "Only so many lines from the end; -1 is all",
        placeholder: "number",
        optional: true,
      },
      limitBytes: {
        kind: "parsed",
        parse: parseCount,
        brief: "Only so many bytes; -1 is all",
        placeholder: "number",
        optional: true,
      },
      since: {
        kind: "parsed",
        parse: parseSince,
        brief:
          "Only from this time on: RFC 3339 (local without a zone), seconds since 1970, or how long ago, such as 42m",
        placeholder: "time",
        optional: true,
      },
      stream: {
        kind: "enum",
        values: ["stdout", "stderr"],
        brief: "Only what was written here",
        placeholder: "stream",
        optional: true,
      },
      timestamps: { kind: "boolean", brief: "Begin each line with its time", default: false },
      ...queryFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: parseText,
        brief: "Id of a container, or its beginning; Docker and Podman take names too",
        placeholder: "CONTAINER",
      }],
    },
    aliases: {
      f: "follow",
      p: "previous",
      r: "runtimeEndpoint",
      s: "stream",
      t: "timestamps",
      v: "verbose",
    },
  },
});
