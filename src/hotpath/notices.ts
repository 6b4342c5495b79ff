import * as layout from "../../wasm/layout.ts";
import type { Notice } from "./types.ts";

// A byte order mark is part of a name like any other character.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads the notices between two addresses of the hot path's memory. */
export function readNotices(memory: ArrayBuffer, from: number, to: number): Notice[] {
  const view = new DataView(memory);
  const notices: Notice[] = [];
  while (from < to) {
    const pathLength = view.getUint32(from + layout.NOTICE_PATH_LENGTH, true);
    notices.push(readNotice(view, from, pathLength));
    from += (layout.NOTICE_SIZE + pathLength + 7) & ~7;
  }
  return notices;
}

function readNotice(view: DataView<ArrayBuffer>, at: number, pathLength: number): Notice {
  const cgroup = view.getBigUint64(at + layout.NOTICE_CGROUP, true);
  const kind = view.getUint32(at + layout.NOTICE_KIND, true);
  if (kind === layout.NOTICE_UNKNOWN) return { kind: "unknown", cgroup };
  return {
    kind: kind === layout.NOTICE_MKDIR ? "mkdir" : "rmdir",
    cgroup,
    path: decoder.decode(new Uint8Array(view.buffer, at + layout.NOTICE_SIZE, pathLength)),
  };
}
