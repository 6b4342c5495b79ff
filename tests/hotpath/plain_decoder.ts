import * as wire from "#wire";

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
  /** The line up to the label fragment, with times on the wall clock. */
  line(wallClock: (bootNs: bigint) => bigint): string;
}

const EVENTS = new Map([
  [wire.PROCESS_EXEC, "process.exec"],
  [wire.PROCESS_EXIT, "process.exit"],
  [wire.CGROUP_MKDIR, "cgroup.mkdir"],
  [wire.CGROUP_RMDIR, "cgroup.rmdir"],
]);

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
  const type = view.getUint16(wire.RECORD_TYPE, true);
  const payloadLength = view.getUint32(wire.RECORD_PAYLOAD_LENGTH, true);
  if (payloadLength > bytes.length - wire.RECORD_SIZE) return undefined;
  if (payloadLength > wire.EXEC_SIZE + 3 * wire.PATH_MAX + wire.ARGS_MAX) return undefined;
  const payload = bytes.subarray(wire.RECORD_SIZE, wire.RECORD_SIZE + payloadLength);
  const event = EVENTS.get(type);
  const specific = payloadOf(type, view.getUint16(wire.RECORD_FLAGS, true), payload);
  if (event === undefined || specific === undefined) return undefined;
  const { cgroup, fields } = specific;
  const timeNs = view.getBigUint64(wire.RECORD_TIME_NS, true);
  const command = bytes.subarray(wire.RECORD_COMM, wire.RECORD_COMM + wire.RECORD_COMM_LENGTH);
  const nul = command.indexOf(0);
  return {
    type,
    timeNs,
    cgroup: view.getBigUint64(wire.RECORD_CGROUP_ID, true),
    ...cgroup,
    line(wallClock) {
      const thread = {
        id: view.getUint32(wire.RECORD_TID, true),
        name: text(nul === -1 ? command : command.subarray(0, nul)),
      };
      const created = wallClock(view.getBigUint64(wire.RECORD_START_TIME_NS, true));
      const process = {
        pid: view.getUint32(wire.RECORD_PID, true),
        parent_pid: view.getUint32(wire.RECORD_PARENT_PID, true),
        user: { id: view.getUint32(wire.RECORD_UID, true) },
        creation: { time: rfc3339(created) },
        ...fields,
      };
      const line = { time: rfc3339(wallClock(timeNs)), event, thread, process };
      return json(line).slice(0, -1);
    },
  };
}

interface Payload {
  readonly cgroup?: { readonly path: string };
  readonly fields: object;
}

function payloadOf(type: number, flags: number, payload: Uint8Array): Payload | undefined {
  if (type === wire.PROCESS_EXEC) return execOf(flags, payload);
  if (type === wire.PROCESS_EXIT) return exitOf(flags, payload);
  return cgroupOf(payload);
}

function execOf(flags: number, payload: Uint8Array): Payload | undefined {
  if (payload.length < wire.EXEC_SIZE) return undefined;
  const view = viewOf(payload);
  const lengths = [
    wire.EXEC_REQUESTED_LENGTH,
    wire.EXEC_EXECUTABLE_LENGTH,
    wire.EXEC_CWD_LENGTH,
    wire.EXEC_ARGS_LENGTH,
  ].map((offset) => view.getUint16(offset, true));
  let end = wire.EXEC_SIZE;
  const texts = lengths.map((length) => payload.subarray(end, end += length));
  if (end > payload.length) return undefined;
  const [requested, executable, cwd, args] = texts as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const flag = (bit: number, fields: object) => (flags & bit) !== 0 ? fields : {};
  const [first] = argumentsOf(args);
  return {
    fields: {
      executable: {
        requested: text(requested),
        ...flag(wire.EXEC_REQUESTED_TRUNCATED, { requested_truncated: true }),
        ...(executable.length === 0 ? {} : {
          path: text(executable),
          name: text(executable.subarray(executable.lastIndexOf(0x2f) + 1)),
        }),
        ...flag(wire.EXEC_EXECUTABLE_TRUNCATED, { truncated: true }),
        ...flag(wire.EXEC_EXECUTABLE_UNREACHABLE, { unreachable: true }),
        ...flag(wire.EXEC_EXECUTABLE_DELETED, { deleted: true }),
      },
      ...((flags & wire.EXEC_ARGS_UNREADABLE) !== 0 ? { command_args_unreadable: true } : {
        ...(first === undefined ? {} : { command: first }),
        command_args: argumentsOf(args),
        ...flag(wire.EXEC_ARGS_TRUNCATED, { command_args_truncated: true }),
      }),
      ...(cwd.length === 0 ? {} : {
        working_directory: text(cwd),
        ...flag(wire.EXEC_CWD_TRUNCATED, { working_directory_truncated: true }),
        ...flag(wire.EXEC_CWD_UNREACHABLE, { working_directory_unreachable: true }),
        ...flag(wire.EXEC_CWD_DELETED, { working_directory_deleted: true }),
      }),
    },
  };
}

function exitOf(flags: number, payload: Uint8Array): Payload | undefined {
  if (payload.length < wire.EXIT_SIZE) return undefined;
  const view = viewOf(payload);
  const signal = view.getUint32(wire.EXIT_SIGNAL, true);
  const dumped = (flags & wire.EXIT_CORE_DUMPED) !== 0 ? { core_dumped: true } : {};
  const code = view.getUint32(wire.EXIT_CODE, true);
  return {
    fields: {
      exit: signal === 0 ? { code } : { signal, ...dumped },
      duration_ns: view.getBigUint64(wire.EXIT_DURATION_NS, true).toString(),
    },
  };
}

function cgroupOf(payload: Uint8Array): Payload | undefined {
  if (payload.length < wire.CGROUP_SIZE) return undefined;
  const view = viewOf(payload);
  const pathLength = view.getUint32(wire.CGROUP_PATH_LENGTH, true);
  if (pathLength > wire.PATH_MAX || wire.CGROUP_SIZE + pathLength > payload.length) {
    return undefined;
  }
  const path = text(payload.subarray(wire.CGROUP_SIZE, wire.CGROUP_SIZE + pathLength));
  return { cgroup: { path }, fields: {} };
}

/** Each argument ends with its NUL; the last may be cut. */
function argumentsOf(bytes: Uint8Array): string[] {
  const args: string[] = [];
  let begin = 0;
  while (begin < bytes.length) {
    const nul = bytes.indexOf(0, begin);
    const end = nul === -1 ? bytes.length : nul;
    args.push(text(bytes.subarray(begin, end)));
    begin = end + 1;
  }
  return args;
}

/** Nanoseconds since 1970, clamped to the whole seconds that 64 bits hold, as RFC 3339. */
export function rfc3339(timeNs: bigint): string {
  const largest = 18_446_744_072_999_999_999n;
  const clamped = timeNs < 0n ? 0n : timeNs > largest ? largest : timeNs;
  const second = new Date(Number(clamped / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${second}.${(clamped % 1_000_000_000n).toString().padStart(9, "0")}Z`;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** JSON with DEL and the C1 controls escaped as well. */
function json(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
