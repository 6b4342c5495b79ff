import { CAPABILITIES } from "./capabilities.ts";
import type { LineItem } from "./definition.ts";
import { EXECUTABLE_ORIGINS } from "./exec_payload.ts";

const WHOLE = "it is whole";
const NOT_WALKED = "it could not be read, or the recording is of critter 0.1";

/** What critter 0.1 did not record is not told of its recordings. */
function recorded(...items: readonly LineItem[]): LineItem {
  return { when: { flag: "unrecorded" }, then: [], otherwise: items };
}
const FIRST = "the recording is of critter 0.1";

/** The file that runs, and by what it was asked for. */
export const EXECUTABLE: readonly LineItem[] = [
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
  recorded({
    name: "process.executable.origin",
    value: { kind: "word", member: "executable_origin", words: EXECUTABLE_ORIGINS },
    form: "`root`, `image`, `upper`, `volume` or `memfd`",
    meaning:
      "Where the file comes from. `image`: a layer of the container's image. `upper`: the container's own layer, into which it was written later. `volume`: another file system than the process's root. `memfd`: memory alone. `root`: the root's file system, which has no layers.",
    absent: FIRST,
  }),
  {
    when: { flag: "script" },
    then: [{
      name: "process.script.path",
      value: { kind: "string", text: "requested" },
      form: "at most 4096 bytes",
      meaning: "The script, as given to execve(2); `process.executable.path` is its interpreter.",
      absent: "it is no script",
    }],
  },
];

/** What it was called with. */
export const ARGUMENTS: readonly LineItem[] = [
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
        meaning:
          "All arguments, the program's own name first. `***` stands for what looks like a secret, unless `--no-redact` is given.",
        absent: "they could not be read",
        openTelemetry: "process.command_args",
      },
      {
        when: { flag: "args_redacted" },
        then: [{
          name: "process.command_args_redacted",
          value: { kind: "masked_arguments", text: "args" },
          form: "places in `process.command_args`, from 0",
          meaning: "Which arguments have masked parts ([what is masked](redaction.md)).",
          absent: "none was masked",
        }],
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
];

/** Where it is. */
export const WORKING_DIRECTORY: readonly LineItem[] = [
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
];

/** As whom it runs, and with what rights. */
export const CREDENTIALS: readonly LineItem[] = [
  recorded({
    name: "process.group.id",
    value: { kind: "integer", member: "gid" },
    meaning: "The effective group id, as the node counts groups.",
    absent: FIRST,
  }),
  {
    when: { flag: "other_ids" },
    then: ([
      ["process.real_user.id", "real_uid", "The real user id."],
      ["process.saved_user.id", "saved_uid", "The saved user id."],
      ["process.real_group.id", "real_gid", "The real group id."],
      ["process.saved_group.id", "saved_gid", "The saved group id."],
    ] as const).map(([name, member, meaning]) => ({
      name,
      value: { kind: "integer", member },
      meaning,
      absent: "real and saved user and group are the effective ones",
      ...(name.includes("user") ? { openTelemetry: name } : {}),
    })),
  },
  {
    when: { flag: "login" },
    then: [{
      name: "process.login_user.id",
      value: { kind: "integer", member: "login_uid" },
      meaning: "The user that logged in, which no `su` or `sudo` changes (audit's login uid).",
      absent: "the process descends from no login",
    }],
  },
  recorded({
    name: "process.capabilities.effective",
    value: { kind: "bits", member: "capabilities", words: CAPABILITIES },
    meaning:
      "The effective capabilities: those that count when the kernel asks. `ALL` alone: all that the node's first process has.",
    absent: FIRST,
  }),
  {
    when: { flag: "gained_privileges" },
    then: [{
      name: "process.privileges_gained",
      value: { kind: "true" },
      meaning:
        "`true`: the exec gave it a user, group or capabilities that it did not have: a setuid or setgid program, or file capabilities.",
      absent: "it did not",
    }],
  },
  {
    when: { flag: "terminal" },
    then: [
      {
        name: "process.interactive",
        value: { kind: "true" },
        meaning: "`true`: the process has a controlling terminal.",
        absent: "it has none",
        openTelemetry: "process.interactive",
      },
      {
        name: "process.tty",
        value: { kind: "name", member: "tty" },
        form: "at most 15 bytes",
        meaning: "That terminal: `pts/0`.",
        absent: "it has none",
      },
    ],
  },
  {
    usual: true,
    when: { member: "vpid" },
    then: [{
      name: "process.vpid",
      value: { kind: "integer", member: "vpid" },
      meaning: "Process id in its own pid namespace, as in the container's own logs.",
      absent: "the kernel does not let it be read",
      openTelemetry: "process.vpid",
    }],
  },
];
