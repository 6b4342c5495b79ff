import type { EventKind } from "./definition.ts";
import { ANCESTORS_TEXT, LINEAGE_LINE } from "./lineage.ts";

/** A process forked another. */
export const PROCESS_FORK: EventKind = {
  recordType: 5,
  name: "process.fork",
  byDefault: false,
  frequent: true,
  description: "A process forked another one",
  note: "The line's process is the new one; `process.parent` forked it.",
  payload: {
    struct: "fork",
    comment: "8 bytes, then the ancestors.",
    members: [
      {
        name: "ancestors_length",
        type: "u32",
        comment: "bytes of struct critter_ancestor, nearest first",
      },
      { name: "unused", type: "u32" },
    ],
    texts: [ANCESTORS_TEXT],
  },
  flags: [],
  line: LINEAGE_LINE,
  text: [{
    severity: "info",
    pieces: [
      { key: "thread.name" },
      " forked",
      {
        ifPresent: "process.parent.executable.path",
        pieces: [" by ", { key: "process.parent.executable.path" }],
      },
    ],
  }],
  hooks: [{ program: "process_fork" }],
  without: "forks are not told of, and lines have no lineage",
  serves: ["process.*", "container.*", "oom.*"],
};
