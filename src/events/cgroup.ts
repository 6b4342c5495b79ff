import type { EventKind, Payload, TextForm } from "./definition.ts";

const PAYLOAD: Payload = {
  struct: "cgroup",
  comment: "8 bytes, then the path within the hierarchy.",
  members: [
    { name: "hierarchy_id", type: "u32", comment: "0: the default (v2) hierarchy" },
    {
      name: "path_length",
      type: "u32",
      comment: "bytes, no NUL; 0: the kernel had no room for the path",
    },
  ],
  texts: [{ name: "path", length: "path_length", limit: "PATH_MAX" }],
};
const TEXT: readonly TextForm[] = [{
  severity: "info",
  pieces: [{ key: "thread.name" }, ": ", { key: "cgroup.path", as: "plain" }],
}];

/** A cgroup was made. Its line gets the path with its labels. */
export const CGROUP_MKDIR: EventKind = {
  recordType: 3,
  name: "cgroup.mkdir",
  byDefault: false,
  description: "A cgroup was made, as a runtime does before it starts a container",
  payload: PAYLOAD,
  flags: [],
  line: [],
  text: TEXT,
  // The last one does not know the path: it is looked up by the cgroup's id, unless the cgroup is gone by then.
  hooks: [
    { program: "cgroup_mkdir" },
    { program: "cgroup_mkdir_cast" },
    { program: "cgroup_mkdir_typed" },
  ],
  without: "containers are looked up at their first event instead of when they are made",
  always: true,
};

/** A cgroup was removed. */
export const CGROUP_RMDIR: EventKind = {
  ...CGROUP_MKDIR,
  recordType: 4,
  name: "cgroup.rmdir",
  description: "A cgroup was removed, as a runtime does after a container has ended",
  hooks: [
    { program: "cgroup_rmdir" },
    { program: "cgroup_rmdir_cast" },
    { program: "cgroup_rmdir_typed" },
  ],
  without: "labels of containers that are gone are kept",
};
