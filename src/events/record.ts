import type { LineField, Member } from "./definition.ts";

/** Version of the records' layout; recordings name it. */
export const WIRE_VERSION = 2;

/** The header of every record. */
export const RECORD: { readonly comment: string; readonly members: readonly Member[] } = {
  comment: "64 bytes; a payload by type follows.",
  members: [
    { name: "type", type: "u16" },
    { name: "flags", type: "u16" },
    { name: "payload_length", type: "u32", comment: "without the padding to 8 bytes" },
    { name: "time_ns", type: "u64", comment: "CLOCK_BOOTTIME" },
    {
      name: "cgroup_id",
      type: "u64",
      comment: "of the process; of the new or removed cgroup in cgroup records",
    },
    {
      name: "start_time_ns",
      type: "u64",
      comment: "CLOCK_BOOTTIME at which the process was created",
    },
    { name: "pid", type: "u32", comment: "thread group id, in the initial pid namespace" },
    { name: "tid", type: "u32", comment: "of the thread that acted; in an exit the last to end" },
    { name: "parent_pid", type: "u32" },
    { name: "uid", type: "u32", comment: "effective, in the initial user namespace" },
    {
      name: "comm",
      type: "name16",
      comment: "of the thread; in an exit that of the process's first thread",
    },
  ],
};

/**
 * What every line of a record has, in the line's order: `time` and `event`, then these. The fast writer in wasm/simd/
 * keeps to this order; it takes the keys from here.
 */
export const PROCESS_LINE: readonly LineField[] = [
  {
    name: "thread.id",
    value: { kind: "integer", member: "tid" },
    meaning: "Id of the thread that acted. In `process.exit`: of the last thread to end.",
    openTelemetry: "thread.id",
  },
  {
    name: "thread.name",
    value: { kind: "name", member: "comm" },
    form: "at most 15 bytes",
    meaning:
      "The kernel's short name of the thread, which the process can change. In `process.exit`: that of its first thread.",
    openTelemetry: "thread.name",
  },
  {
    name: "process.pid",
    value: { kind: "integer", member: "pid" },
    meaning: "Process id, in the node's first pid namespace.",
    openTelemetry: "process.pid",
  },
  {
    name: "process.parent_pid",
    value: { kind: "integer", member: "parent_pid" },
    meaning: "Process id of the parent at that moment.",
    openTelemetry: "process.parent_pid",
  },
  {
    name: "process.user.id",
    value: { kind: "integer", member: "uid" },
    meaning:
      "The effective user id, as the node counts users: a setuid program's is its file's owner.",
    openTelemetry: "process.user.id",
  },
  {
    name: "process.creation.time",
    value: { kind: "time", member: "start_time_ns" },
    form: "RFC 3339, UTC, nanoseconds",
    meaning:
      "When the process was created (forked), by the wall clock as it was set then; with `process.pid` it names a process, in all of its lines and in every run ([limits](#times)).",
    openTelemetry: "process.creation.time",
  },
];
