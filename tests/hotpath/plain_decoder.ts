import * as wire from "#wire";
import { json, nameText, rfc3339, viewOf } from "./plain_json.ts";
import {
  type PlainContext,
  plainExecId,
  plainName,
  plainOrigin,
  plainRunKey,
} from "./plain_lineage.ts";
import { plainPayload } from "./plain_payloads.ts";

export { rfc3339 } from "./plain_json.ts";

/** What a walk of ring bytes finds, in order. */
export type PlainItem =
  | { readonly kind: "record"; readonly record: PlainRecord }
  | { readonly kind: "malformed" | "discarded" | "unknown_type" };

/** A record read the slow and obvious way. */
export interface PlainRecord {
  readonly type: number;
  readonly cgroup: bigint;
  readonly timeNs: bigint;
  /** Only of cgroup records. */
  readonly path?: string;
  /** What the record's run of a program is kept by. */
  readonly runKey: bigint;
  /** A run of a program that has begun or was there: its file's name where it is kept. */
  readonly program?: { readonly name: string | undefined };
  /** It only tells what a process runs, and makes no line. */
  readonly quiet: boolean;
  /** Only containers have such. */
  readonly ofContainers: boolean;
  /** The line up to the label fragment. */
  line(context: PlainContext): string;
}

const EVENTS = new Map([
  [wire.PROCESS_EXEC, "process.exec"],
  [wire.PROCESS_EXIT, "process.exit"],
  [wire.CGROUP_MKDIR, "cgroup.mkdir"],
  [wire.CGROUP_RMDIR, "cgroup.rmdir"],
  [wire.PROCESS_FORK, "process.fork"],
  [wire.PROCESS_SIGNAL, "process.signal"],
  [wire.OOM_KILL, "oom.kill"],
  [wire.PROCESS_EXISTING, "process.existing"],
  [wire.CONTAINER_START, "container.start"],
  [wire.CONTAINER_EXIT, "container.exit"],
]);

/** Bytes of the longest payload: an exec's, with sixteen ancestors and four texts. */
const LONGEST_PAYLOAD = wire.EXEC_SIZE + 16 * 24 + 3 * wire.PATH_MAX + wire.ARGS_MAX;

/** Walks ring bytes: the readable twin of the WebAssembly decoder, for tests. */
export function plainItems(ring: Uint8Array): PlainItem[] {
  const items: PlainItem[] = [];
  let at = 0;
  while (at < ring.length) {
    const rest = ring.subarray(at);
    if (rest.length < wire.RING_HEADER_SIZE) return [...items, { kind: "malformed" }];
    const header = viewOf(rest).getUint32(0, true);
    const length = header % 0x4000_0000;
    const end = wire.RING_HEADER_SIZE + Math.ceil(length / 8) * 8;
    if (end > rest.length) return [...items, { kind: "malformed" }];
    const flags = Math.floor(header / 0x4000_0000);
    const bytes = rest.subarray(wire.RING_HEADER_SIZE, wire.RING_HEADER_SIZE + length);
    items.push(itemOf(bytes, flags));
    at += end;
  }
  return items;
}

function itemOf(bytes: Uint8Array, ringFlags: number): PlainItem {
  if ((ringFlags & 1) !== 0) return { kind: "discarded" };
  if ((ringFlags & 2) !== 0 || bytes.length < wire.RECORD_SIZE) return { kind: "malformed" };
  if (!EVENTS.has(viewOf(bytes).getUint16(wire.RECORD_TYPE, true))) return { kind: "unknown_type" };
  const record = plainRecord(bytes);
  return record === undefined ? { kind: "malformed" } : { kind: "record", record };
}

/** One record without ring framing; `undefined` when it is malformed. */
export function plainRecord(bytes: Uint8Array): PlainRecord | undefined {
  const view = viewOf(bytes);
  const u32 = (offset: number) => view.getUint32(offset, true);
  const u64 = (offset: number) => view.getBigUint64(offset, true);
  const payloadLength = u32(wire.RECORD_PAYLOAD_LENGTH);
  if (payloadLength > bytes.length - wire.RECORD_SIZE) return undefined;
  if (payloadLength > LONGEST_PAYLOAD) return undefined;
  const header = {
    type: view.getUint16(wire.RECORD_TYPE, true),
    flags: view.getUint16(wire.RECORD_FLAGS, true),
    cgroup: u64(wire.RECORD_CGROUP_ID),
    pid: u32(wire.RECORD_PID),
    startNs: u64(wire.RECORD_START_TIME_NS),
    command: nameText(
      bytes.subarray(wire.RECORD_COMM, wire.RECORD_COMM + wire.RECORD_COMM_LENGTH),
    ),
  };
  const { type, pid, startNs, command, cgroup } = header;
  const payload = plainPayload(
    header,
    bytes.subarray(wire.RECORD_SIZE, wire.RECORD_SIZE + payloadLength),
  );
  const event = EVENTS.get(type);
  if (event === undefined || payload === undefined) return undefined;
  const timeNs = u64(wire.RECORD_TIME_NS);
  const run = u32(wire.RECORD_RUN);
  const entryPid = u32(wire.RECORD_ENTRY_PID);
  const { executable } = payload;
  const begins = type === wire.PROCESS_EXEC || type === wire.PROCESS_EXISTING;
  return {
    type,
    timeNs,
    cgroup,
    ...payload.path === undefined ? {} : { path: payload.path },
    runKey: plainRunKey(startNs, pid, run),
    ...begins && executable !== undefined && executable.length > 0
      ? { program: { name: plainName(executable) } }
      : {},
    quiet: type === wire.PROCESS_EXISTING && (header.flags & wire.EXEC_QUIET) !== 0,
    ofContainers: type === wire.CONTAINER_START || type === wire.CONTAINER_EXIT,
    line(context) {
      const { process, behind } = payload.fields(context);
      const id = (start: bigint, of: number, number: number) =>
        plainExecId(context.salt, start, of, number);
      return json({
        time: rfc3339(context.wallClock(timeNs)),
        event,
        thread: { id: u32(wire.RECORD_TID), name: command },
        process: {
          pid,
          parent_pid: u32(wire.RECORD_PARENT_PID),
          user: { id: u32(wire.RECORD_UID) },
          creation: { time: rfc3339(context.wallClock(startNs)) },
          exec_id: run === 0 ? undefined : id(startNs, pid, run),
          origin: plainOrigin(u32(wire.RECORD_ORIGIN), context),
          entry: entryPid === 0 ? undefined : {
            exec_id: id(u64(wire.RECORD_ENTRY_START_TIME_NS), entryPid, u32(wire.RECORD_ENTRY_RUN)),
          },
          ...process,
        },
        ...behind,
      }).slice(0, -1);
    },
  };
}
