import type { EventField, LineItem, Member, Text } from "./definition.ts";

/** One of a process's ancestors, in a text of a payload. */
export const ANCESTOR: { readonly comment: string; readonly members: readonly Member[] } = {
  comment: "24 bytes: which run of a program forked the process, or one of its ancestors.",
  members: [
    {
      name: "start_time_ns",
      type: "u64",
      comment: "CLOCK_BOOTTIME at which its process was created",
    },
    { name: "pid", type: "u32" },
    { name: "run", type: "u32", comment: "which of its programs it was then" },
    { name: "program", type: "u64", comment: "run_key() of the exec that began what it ran" },
  ],
};

/** Another process that has a part in an event: who sent a signal, who asked for memory. */
export const PARTY: { readonly comment: string; readonly members: readonly Member[] } = {
  comment: "56 bytes: another process that has a part in an event.",
  members: [
    { name: "start_time_ns", type: "u64", comment: "CLOCK_BOOTTIME at which it was created" },
    { name: "cgroup_id", type: "u64" },
    { name: "program", type: "u64", comment: "run_key() of the exec that began what it runs" },
    { name: "pid", type: "u32", comment: "0: the kernel itself" },
    { name: "run", type: "u32" },
    { name: "uid", type: "u32", comment: "effective, in the initial user namespace" },
    { name: "parent_pid", type: "u32" },
    { name: "comm", type: "name16" },
  ],
};

/** The most ancestors that a record tells of. */
export const ANCESTORS_LIMIT = 16;

/** The text of a payload that has them, nearest first. */
export const ANCESTORS_TEXT: Text = {
  name: "ancestors",
  length: "ancestors_length",
  limit: "ANCESTORS_MAX",
  multiple: 24,
};

const KNOWN =
  "critter saw neither the exec that began its program nor the process when it started, has forgotten it since ([more](#lineage)), or the path has more than 1024 bytes";

function processFields(prefix: string, whose: string): readonly EventField[] {
  return [
    {
      name: `${prefix}.exec_id`,
      type: "string",
      form: "32 hexadecimal digits",
      meaning: `The \`process.exec_id\` that ${whose} had when it forked.`,
    },
    { name: `${prefix}.pid`, type: "integer", meaning: `The process id of ${whose}.` },
    {
      name: `${prefix}.executable.path`,
      type: "string",
      meaning: `The file that ${whose} ran.`,
      absent: KNOWN,
    },
    {
      name: `${prefix}.executable.unknown`,
      type: "boolean",
      meaning: "`true`: what it ran is not known.",
      absent: "it is known",
    },
  ];
}

/** The keys of lines that tell whose child a process is. */
export const LINEAGE_LINE: readonly LineItem[] = [{
  when: { text: "ancestors" },
  then: [
    {
      name: "process.parent",
      value: { kind: "ancestor", text: "ancestors" },
      meaning:
        "Who forked the process, whoever is its parent by now; a process that runs another program keeps it.",
      absent: "`--ancestors 0` was given",
      inside: processFields("process.parent", "the parent"),
    },
    {
      name: "process.ancestors",
      value: { kind: "ancestors", text: "ancestors" },
      meaning:
        "The parent, its parent and so on, nearest first: as many as `--ancestors` says, and there are.",
      absent: "`--ancestors 0` was given",
      inside: processFields("process.ancestors[]", "the ancestor"),
    },
  ],
}];
