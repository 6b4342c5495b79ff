import type { EventKind, LineItem } from "./definition.ts";
import { ARGUMENTS, CREDENTIALS, EXECUTABLE, WORKING_DIRECTORY } from "./exec_line.ts";
import { EXEC_FLAGS, EXEC_MARKS, EXEC_PAYLOAD } from "./exec_payload.ts";
import { LINEAGE_LINE } from "./lineage.ts";

const NOT_WITHOUT_READS: readonly string[] = [
  "process.executable.path",
  "process.executable.name",
  "process.working_directory",
  "process.vpid",
];

/** A process started a program. */
export const PROCESS_EXEC: EventKind = {
  recordType: 1,
  name: "process.exec",
  byDefault: true,
  frequent: true,
  description: "A process started a program: its path, arguments, parent and rights",
  payload: EXEC_PAYLOAD,
  flags: EXEC_FLAGS,
  marks: EXEC_MARKS,
  line: [...EXECUTABLE, ...ARGUMENTS, ...WORKING_DIRECTORY, ...CREDENTIALS, ...LINEAGE_LINE],

  hooks: [
    { program: "process_exec" },
    { program: "process_exec_cast" },
    {
      program: "process_exec_typed",
      missing: NOT_WITHOUT_READS,
    },
  ],
  without: "started programs are not told of",
  text: [{
    severity: "info",
    pieces: [
      { key: "process.executable.requested", as: "command_line" },
      {
        ifPresent: "process.working_directory_unreachable",
        pieces: [" (working directory outside of its root)"],
      },
    ],
  }],
};

/** The file of a process whose exec nobody saw. */
const EXISTING_EXECUTABLE: LineItem = {
  when: { text: "executable" },
  then: EXECUTABLE.flatMap((item): readonly LineItem[] => {
    if ("name" in item) return [];
    if ("text" in item.when) return item.then;
    if (!("flag" in item.when)) return [];
    if (item.when.flag === "unrecorded") return item.otherwise ?? [];
    return item.when.flag.startsWith("executable") ? [item] : [];
  }),
};

/** A process that ran before critter did. */
export const PROCESS_EXISTING: EventKind = {
  ...PROCESS_EXEC,
  recordType: 8,
  name: "process.existing",
  byDefault: false,
  frequent: false,
  description: "A process that was there when critter started",
  line: [EXISTING_EXECUTABLE, ...WORKING_DIRECTORY, ...CREDENTIALS, ...LINEAGE_LINE],
  text: [{
    severity: "info",
    pieces: [{ key: "process.executable.path" }, " was running"],
  }],
  hooks: [
    { program: "process_existing" },
    { program: "process_existing_cast" },
    { program: "process_existing_typed", missing: NOT_WITHOUT_READS },
  ],
  without: "parents that ran before critter have no names",
  serves: ["process.*", "container.*", "oom.*"],
};

/** A container's first program began. */
export const CONTAINER_START: EventKind = {
  ...PROCESS_EXEC,
  recordType: 9,
  name: "container.start",
  title: "start",
  description: "A container's first program began: after what time since its cgroup was made",
  ofContainers: true,
  frequent: false,
  caughtWith: PROCESS_EXEC.name,
  line: [
    ...PROCESS_EXEC.line,
    {
      when: { member: "since_cgroup_ns" },
      then: [{
        name: "process.since_cgroup_ns",
        value: { kind: "wide", member: "since_cgroup_ns" },
        form: "nanoseconds, 64 bits",
        meaning: "Since the container's cgroup was made.",
        absent: "critter started later than that",
      }],
    },
  ],
  text: [{
    severity: "info",
    pieces: [
      "container started: ",
      { key: "process.executable.requested", as: "command_line" },
      {
        ifPresent: "process.since_cgroup_ns",
        pieces: [" ", { key: "process.since_cgroup_ns", as: "duration" }, " after its cgroup"],
      },
    ],
  }],
};
