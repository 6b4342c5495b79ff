import type { Payload } from "./definition.ts";
import { ANCESTORS_TEXT } from "./lineage.ts";

/** Where files that run come from, by the numbers of enum critter_executable_origin. */
export const EXECUTABLE_ORIGINS: readonly string[] = ["root", "image", "upper", "volume", "memfd"];

/** Of an exec, and of what else tells of a program that runs. */
export const EXEC_PAYLOAD: Payload = {
  struct: "exec",
  comment: "72 bytes, then the texts back to back.",
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
    {
      name: "ancestors_length",
      type: "u16",
      comment: "bytes of struct critter_ancestor, nearest first",
    },
    { name: "executable_origin", type: "u16", comment: "enum critter_executable_origin" },
    { name: "vpid", type: "u32", comment: "in its own pid namespace; 0: not known" },
    {
      name: "gid",
      type: "u32",
      comment: "effective; this and what follows in the initial user namespace",
    },
    { name: "real_uid", type: "u32" },
    { name: "saved_uid", type: "u32" },
    { name: "real_gid", type: "u32" },
    { name: "saved_gid", type: "u32" },
    { name: "login_uid", type: "u32" },
    { name: "capabilities", type: "u64", comment: "effective, a bit each" },
    { name: "tty", type: "name16", comment: "of the controlling terminal" },
    {
      name: "since_cgroup_ns",
      type: "u64",
      comment: "since the cgroup was made; 0: not known",
    },
  ],
  texts: [
    ANCESTORS_TEXT,
    { name: "requested", length: "requested_length", limit: "PATH_MAX" },
    { name: "executable", length: "executable_length", limit: "PATH_MAX" },
    { name: "cwd", length: "cwd_length", limit: "PATH_MAX" },
    { name: "args", length: "args_length", limit: "ARGS_MAX", masked: "args_redacted" },
  ],
};

/** What critter marks in an exec; `quiet` is of processes that were there before. */
export const EXEC_MARKS: Readonly<Record<string, string>> = { args_redacted: "quiet" };

/** Flags of such a record, the lowest bit first. */
export const EXEC_FLAGS: readonly string[] = [
  "args_truncated",
  "args_unreadable",
  "requested_truncated",
  "executable_truncated",
  "executable_unreachable",
  "executable_deleted",
  "cwd_truncated",
  "cwd_unreachable",
  "cwd_deleted",
  "script",
  "other_ids",
  "login",
  "terminal",
  "gained_privileges",
  "quiet",
  "unrecorded",
];
