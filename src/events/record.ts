import type { LineItem, Member } from "./definition.ts";

/** Version of the records' layout; recordings name it. */
export const WIRE_VERSION = 2;

/** The header of every record. */
export const RECORD: { readonly comment: string; readonly members: readonly Member[] } = {
  comment: "88 bytes; a payload by type follows.",
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
    {
      name: "run",
      type: "u32",
      comment:
        "how many programs the process and its ancestors have run: with pid and start it names the run; 0: not known",
    },
    { name: "origin", type: "u32", comment: "enum critter_origin" },
    {
      name: "entry_start_time_ns",
      type: "u64",
      comment: "these three: the run with which somebody entered from outside; 0: nobody did",
    },
    { name: "entry_pid", type: "u32" },
    { name: "entry_run", type: "u32" },
  ],
};

/**
 * What every line of a record has, in the line's order: `time` and `event`, then these. The fast writer in wasm/simd/
 * keeps to this order; it takes the keys from here.
 */
export const PROCESS_LINE: readonly LineItem[] = [
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
  {
    usual: true,
    when: { member: "run" },
    then: [{
      name: "process.exec_id",
      value: { kind: "exec_id", start: "start_time_ns", pid: "pid", run: "run" },
      form: "32 hexadecimal digits",
      meaning:
        "One run of one program: the same in all lines of it and in every run of critter, and never used again. A forked process has one of its own; the next exec gives another.",
      absent: "the recording is of critter 0.1",
    }],
  },
  {
    usual: true,
    when: { member: "origin" },
    then: [{
      name: "process.origin",
      value: { kind: "origin", member: "origin" },
      form: "`entrypoint`, `exec`, `runtime` or `host`",
      meaning:
        "How the process came there. `entrypoint`: the container's first program and what descends from it. `exec`: entered from outside later, as by `kubectl exec`, `docker exec` or nsenter. `runtime`: the runtime and its hooks before that. `host`: in no container.",
      absent: "it could not be known",
    }],
  },
  {
    when: { member: "entry_pid" },
    then: [{
      name: "process.entry.exec_id",
      value: {
        kind: "exec_id",
        start: "entry_start_time_ns",
        pid: "entry_pid",
        run: "entry_run",
      },
      form: "32 hexadecimal digits",
      meaning:
        "The `process.exec_id` of the program with which somebody entered: the same in all that was done in one `kubectl exec`.",
      absent: "`process.origin` is not `exec`",
    }],
  },
];
