import type { EventKind } from "./definition.ts";
import { partyField } from "./signals.ts";

/** Whose limit it was, by the numbers of enum critter_oom_scope. */
export const OOM_SCOPES: readonly string[] = ["node", "container", "pod", "cgroup", "unknown"];

/** The kernel killed a process for want of memory. */
export const OOM_KILL: EventKind = {
  recordType: 7,
  name: "oom.kill",
  title: "oom",
  byDefault: true,
  description: "The kernel killed a process as memory ran out: which limit was reached",
  note:
    "The line's process is the one that was killed. Of processes that one limit kills as a group only the first has a line.",
  payload: {
    struct: "oom",
    comment: "56 bytes, then the name of the cgroup with the limit, and who asked for memory.",
    members: [
      { name: "usage_bytes", type: "u64" },
      { name: "limit_bytes", type: "u64", comment: "0: that of the node" },
      { name: "anonymous_bytes", type: "u64" },
      { name: "file_bytes", type: "u64" },
      { name: "shared_bytes", type: "u64" },
      { name: "page_table_bytes", type: "u64" },
      { name: "scope", type: "u16", comment: "enum critter_oom_scope" },
      { name: "trigger_length", type: "u16", comment: "bytes of struct critter_party" },
      { name: "cgroup_length", type: "u16", comment: "bytes, no NUL" },
      { name: "unused", type: "u16" },
    ],
    texts: [
      { name: "cgroup", length: "cgroup_length", limit: "NAME_MAX" },
      { name: "trigger", length: "trigger_length", limit: "PARTY_MAX", multiple: 56 },
    ],
  },
  flags: ["group"],
  line: [
    {
      name: "oom.scope",
      value: { kind: "scope", member: "scope" },
      form: OOM_SCOPES.map((word) => `\`${word}\``).join(", "),
      meaning:
        "Whose limit was reached: the container's, its pod's, that of another cgroup above it, or the node's own memory.",
    },
    {
      when: { member: "limit_bytes" },
      then: [
        {
          name: "oom.limit_bytes",
          value: { kind: "wide", member: "limit_bytes" },
          form: "bytes, 64 bits",
          meaning: "The limit.",
          absent: "it is the node's memory",
        },
        {
          name: "oom.usage_bytes",
          value: { kind: "wide", member: "usage_bytes" },
          form: "bytes, 64 bits",
          meaning: "What was used of it.",
          absent: "it is the node's memory",
        },
      ],
    },
    {
      when: { text: "cgroup" },
      then: [{
        name: "oom.cgroup.name",
        value: { kind: "string", text: "cgroup" },
        meaning: "The last part of the path of the cgroup whose limit it is.",
        absent: "it is the node's memory",
      }],
    },
    {
      name: "oom.memory.anonymous_bytes",
      value: { kind: "wide", member: "anonymous_bytes" },
      form: "bytes, 64 bits",
      meaning: "The process's own memory.",
    },
    {
      name: "oom.memory.file_bytes",
      value: { kind: "wide", member: "file_bytes" },
      form: "bytes, 64 bits",
      meaning: "Its pages of files.",
    },
    {
      name: "oom.memory.shared_bytes",
      value: { kind: "wide", member: "shared_bytes" },
      form: "bytes, 64 bits",
      meaning: "Its shared memory and that of tmpfs.",
    },
    {
      name: "oom.memory.page_table_bytes",
      value: { kind: "wide", member: "page_table_bytes" },
      form: "bytes, 64 bits",
      meaning: "Its page tables.",
    },
    {
      when: { flag: "group" },
      then: [{
        name: "oom.group",
        value: { kind: "true" },
        meaning: "`true`: all processes of the cgroup are killed together (memory.oom.group).",
        absent: "they are not",
      }],
    },
    {
      when: { text: "trigger" },
      then: [
        partyField("oom.trigger", "trigger", "who asked for memory", "the kernel did by itself"),
      ],
    },
  ],
  text: [{
    severity: "error",
    pieces: [
      "out of memory (",
      { key: "oom.scope", as: "plain" },
      " limit",
      { ifPresent: "oom.limit_bytes", pieces: [" ", { key: "oom.limit_bytes", as: "bytes" }] },
      "): killed ",
      { key: "thread.name" },
      " (pid ",
      { key: "process.pid", as: "plain" },
      ")",
    ],
  }],
  hooks: [
    { program: "oom_kill", arguments: ["task_struct *"] },
    {
      program: "oom_kill_typed",
      arguments: ["task_struct *"],
      missing: [
        "oom.limit_bytes",
        "oom.usage_bytes",
        "oom.cgroup.name",
        "oom.memory.anonymous_bytes",
        "oom.memory.file_bytes",
        "oom.memory.shared_bytes",
        "oom.memory.page_table_bytes",
      ],
    },
  ],
  without: "what the kernel kills for want of memory is told as killed, not why",
  serves: ["process.exit", "container.exit"],
};
