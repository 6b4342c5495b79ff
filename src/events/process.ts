import type { EventKind, Piece } from "./definition.ts";

const WHOLE = "it is whole";
const NOT_WALKED = "it could not be read, or the recording is of critter 0.1";

/** A process started a program. */
export const PROCESS_EXEC: EventKind = {
  recordType: 1,
  name: "process.exec",
  byDefault: true,
  description: "A process started a program: its path, arguments and working directory",
  payload: {
    struct: "exec",
    comment: "8 bytes, then the texts back to back.",
    members: [
      { name: "requested_length", type: "u16", comment: "bytes, no NUL" },
      {
        name: "executable_length",
        type: "u16",
        comment: "bytes, no NUL; 0: unknown; where it was cut these are its last parts",
      },
      {
        name: "cwd_length",
        type: "u16",
        comment: "bytes, no NUL; 0: unknown; where it was cut these are its last parts",
      },
      {
        name: "args_length",
        type: "u16",
        comment: "bytes, each argument ended by its NUL, the last perhaps cut",
      },
    ],
    texts: [
      { name: "requested", length: "requested_length", limit: "PATH_MAX" },
      { name: "executable", length: "executable_length", limit: "PATH_MAX" },
      { name: "cwd", length: "cwd_length", limit: "PATH_MAX" },
      { name: "args", length: "args_length", limit: "ARGS_MAX" },
    ],
  },
  flags: [
    "args_truncated",
    "args_unreadable",
    "requested_truncated",
    "executable_truncated",
    "executable_unreachable",
    "executable_deleted",
    "cwd_truncated",
    "cwd_unreachable",
    "cwd_deleted",
  ],
  line: [
    {
      name: "process.executable.requested",
      value: { kind: "string", text: "requested" },
      form: "at most 4096 bytes",
      meaning:
        "The path as given to execve(2): it may be relative, or a link. Of a script it is the script's.",
    },
    {
      when: { flag: "requested_truncated" },
      then: [{
        name: "process.executable.requested_truncated",
        value: { kind: "true" },
        meaning: "`true`: the path was longer.",
        absent: WHOLE,
      }],
    },
    {
      when: { text: "executable" },
      then: [
        {
          name: "process.executable.path",
          value: { kind: "string", text: "executable" },
          form: "at most 4096 bytes",
          meaning:
            "The file that runs, as /proc/PID/exe has it, seen from the process's own root. Of a script it is the interpreter's.",
          absent: NOT_WALKED,
          openTelemetry: "process.executable.path",
        },
        {
          name: "process.executable.name",
          value: { kind: "basename", text: "executable" },
          meaning: "The last part of that path.",
          absent: NOT_WALKED,
          openTelemetry: "process.executable.name",
        },
      ],
    },
    {
      when: { flag: "executable_truncated" },
      then: [{
        name: "process.executable.truncated",
        value: { kind: "true" },
        meaning: "`true`: that path was longer or deeper; these are its last parts.",
        absent: WHOLE,
      }],
    },
    {
      when: { flag: "executable_unreachable" },
      then: [{
        name: "process.executable.unreachable",
        value: { kind: "true" },
        meaning:
          "`true`: the file does not lie below the process's root, as that of a runtime that enters a container, or a memfd; the path is that within its own mount.",
        absent: "it lies below",
      }],
    },
    {
      when: { flag: "executable_deleted" },
      then: [{
        name: "process.executable.deleted",
        value: { kind: "true" },
        meaning: "`true`: the file had no name any more.",
        absent: "it had one",
      }],
    },
    {
      when: { flag: "args_unreadable" },
      then: [{
        name: "process.command_args_unreadable",
        value: { kind: "true" },
        meaning: "`true`: the arguments could not be read, as their memory was not there.",
        absent: "they could be read",
      }],
      otherwise: [
        {
          when: { text: "args" },
          then: [
            {
              name: "process.command",
              value: { kind: "first_argument", text: "args" },
              meaning: "The first argument: what the program was called by.",
              absent: "the arguments could not be read, or there are none",
              openTelemetry: "process.command",
            },
          ],
        },
        {
          name: "process.command_args",
          value: { kind: "arguments", text: "args" },
          form: "at most 4096 bytes in all",
          meaning: "All arguments, the program's own name first. They can hold secrets.",
          absent: "they could not be read",
          openTelemetry: "process.command_args",
        },
        {
          when: { flag: "args_truncated" },
          then: [{
            name: "process.command_args_truncated",
            value: { kind: "true" },
            meaning: "`true`: there was more; the last argument may be cut.",
            absent: "they are whole, or could not be read",
          }],
        },
      ],
    },
    {
      when: { text: "cwd" },
      then: [
        {
          name: "process.working_directory",
          value: { kind: "string", text: "cwd" },
          form: "at most 4096 bytes",
          meaning: "The current directory, seen from the process's own root.",
          absent: "it could not be read",
          openTelemetry: "process.working_directory",
        },
        {
          when: { flag: "cwd_truncated" },
          then: [{
            name: "process.working_directory_truncated",
            value: { kind: "true" },
            meaning: "`true`: the path was longer or deeper; these are its last parts.",
            absent: WHOLE,
          }],
        },
        {
          when: { flag: "cwd_unreachable" },
          then: [{
            name: "process.working_directory_unreachable",
            value: { kind: "true" },
            meaning:
              "`true`: it does not lie below the process's root, which getcwd(2) calls unreachable; the path is that within its own mount. A container's process that begins so can reach the host's files (CVE-2024-21626).",
            absent: "it lies below",
          }],
        },
        {
          when: { flag: "cwd_deleted" },
          then: [{
            name: "process.working_directory_deleted",
            value: { kind: "true" },
            meaning: "`true`: the directory was removed.",
            absent: "it was not",
          }],
        },
      ],
    },
  ],
  hooks: [
    { program: "process_exec" },
    {
      program: "process_exec_typed",
      missing: [
        "process.executable.path",
        "process.executable.name",
        "process.working_directory",
      ],
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

const AFTER: Piece = {
  ifPresent: "process.duration_ns",
  pieces: [" after ", { key: "process.duration_ns", as: "duration" }],
};
const EXITED: readonly Piece[] = [
  { key: "thread.name" },
  " exited ",
  { key: "process.exit.code", as: "plain" },
  AFTER,
];

/** A process ended. */
export const PROCESS_EXIT: EventKind = {
  recordType: 2,
  name: "process.exit",
  byDefault: true,
  description: "A process ended: its exit code or signal, and how long the program ran",
  note: "A process ends with its last thread.",
  payload: {
    struct: "exit",
    comment: "16 bytes.",
    members: [
      {
        name: "duration_ns",
        type: "u64",
        comment: "since its last exec that was seen, else since its creation",
      },
      {
        name: "code",
        type: "u32",
        comment: "exit status, 0..255; meaningless where signal is not 0",
      },
      { name: "signal", type: "u32", comment: "the signal that ended it, or 0" },
    ],
    texts: [],
  },
  flags: ["core_dumped"],
  line: [
    {
      when: { member: "signal" },
      then: [
        {
          name: "process.exit.signal",
          value: { kind: "integer", member: "signal" },
          meaning: "The number of the signal that ended the process.",
          absent: "the process ended by itself",
        },
        {
          when: { flag: "core_dumped" },
          then: [{
            name: "process.exit.core_dumped",
            value: { kind: "true" },
            meaning: "`true`: the kernel dumped a core.",
            absent: "it did not",
          }],
        },
      ],
      otherwise: [{
        name: "process.exit.code",
        value: { kind: "integer", member: "code" },
        form: "0 to 255",
        meaning: "The exit code.",
        absent: "a signal ended the process",
        openTelemetry: "process.exit.code",
      }],
    },
    {
      name: "process.duration_ns",
      value: { kind: "wide", member: "duration_ns" },
      form: "nanoseconds, 64 bits",
      meaning: "Since the process's last exec that critter saw, else since its creation.",
    },
  ],
  hooks: [
    { program: "process_exit_group", arguments: ["task_struct *", "bool"] },
    { program: "process_exit" },
  ],
  without: "ended processes are not told of",
  text: [
    {
      when: "process.exit.signal",
      severity: "warn",
      pieces: [
        { key: "thread.name" },
        " killed by ",
        { key: "process.exit.signal", as: "signal" },
        { ifPresent: "process.exit.core_dumped", pieces: [", core dumped"] },
        AFTER,
      ],
    },
    {
      when: "process.exit.code",
      severity: "warn",
      pieces: EXITED,
    },
    { severity: "info", pieces: EXITED },
  ],
};
