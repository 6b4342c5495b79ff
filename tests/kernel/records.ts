/** A plain decoder of ring bytes, so that the tests do not trust the one they feed. */
import * as wire from "#wire";

/** What all records have. */
interface Common {
  flags: number;
  timeNs: bigint;
  startNs: bigint;
  cgroup: bigint;
  pid: number;
  tid: number;
  parentPid: number;
  uid: number;
  comm: string;
}

/** An exec. */
export interface Exec extends Common {
  type: "exec";
  requested: string;
  executable: string;
  cwd: string;
  args: string[];
  argsLength: number;
}

/** An exit. */
export interface Exit extends Common {
  type: "exit";
  durationNs: bigint;
  code: number;
  signal: number;
}

/** A new or removed cgroup. */
export interface CgroupChange extends Common {
  type: "mkdir" | "rmdir";
  hierarchy: number;
  path: string;
}

/** Any record. */
export type KernelRecord = Exec | Exit | CgroupChange;

/** Decodes whole records with their ring headers; discarded ones are left out. */
export function decode(bytes: Uint8Array): KernelRecord[] {
  const records: KernelRecord[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const header = view.getUint32(at, true);
    const length = (header & ~wire.RING_DISCARD) >>> 0;
    const start = at + wire.RING_HEADER_SIZE;
    if ((header & wire.RING_DISCARD) === 0) {
      records.push(decodeRecord(bytes.subarray(start, start + length)));
    }
    at = start + ((length + 7) & ~7);
  }
  return records;
}

function decodeRecord(bytes: Uint8Array): KernelRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payload = wire.RECORD_SIZE;
  const u32 = (at: number): number => view.getUint32(at, true);
  const u64 = (at: number): bigint => view.getBigUint64(at, true);
  const text = (at: number, length: number): string => decodeText(bytes.subarray(at, at + length));
  if (bytes.length !== payload + u32(wire.RECORD_PAYLOAD_LENGTH)) {
    throw new Error(`Cannot decode a record of ${bytes.length} bytes as its lengths differ`);
  }
  const common: Common = {
    flags: view.getUint16(wire.RECORD_FLAGS, true),
    timeNs: u64(wire.RECORD_TIME_NS),
    startNs: u64(wire.RECORD_START_TIME_NS),
    cgroup: u64(wire.RECORD_CGROUP_ID),
    pid: u32(wire.RECORD_PID),
    tid: u32(wire.RECORD_TID),
    parentPid: u32(wire.RECORD_PARENT_PID),
    uid: u32(wire.RECORD_UID),
    comm: text(wire.RECORD_COMM, wire.RECORD_COMM_LENGTH).replace(/\0.*$/s, ""),
  };
  switch (view.getUint16(wire.RECORD_TYPE, true)) {
    case wire.PROCESS_EXEC: {
      const length = (member: number): number => view.getUint16(payload + member, true);
      const executable = payload + wire.EXEC_SIZE + length(wire.EXEC_REQUESTED_LENGTH);
      const cwd = executable + length(wire.EXEC_EXECUTABLE_LENGTH);
      const argsLength = length(wire.EXEC_ARGS_LENGTH);
      const args = text(cwd + length(wire.EXEC_CWD_LENGTH), argsLength).split("\0");
      if (args.at(-1) === "") args.pop();
      return {
        type: "exec",
        ...common,
        requested: text(payload + wire.EXEC_SIZE, length(wire.EXEC_REQUESTED_LENGTH)),
        executable: text(executable, length(wire.EXEC_EXECUTABLE_LENGTH)),
        cwd: text(cwd, length(wire.EXEC_CWD_LENGTH)),
        args,
        argsLength,
      };
    }
    case wire.PROCESS_EXIT:
      return {
        type: "exit",
        ...common,
        durationNs: u64(payload + wire.EXIT_DURATION_NS),
        code: u32(payload + wire.EXIT_CODE),
        signal: u32(payload + wire.EXIT_SIGNAL),
      };
    case wire.CGROUP_MKDIR:
      return { type: "mkdir", ...common, ...decodeCgroup() };
    case wire.CGROUP_RMDIR:
      return { type: "rmdir", ...common, ...decodeCgroup() };
    default:
      throw new Error("Cannot decode a record of an unknown type");
  }

  function decodeCgroup(): { hierarchy: number; path: string } {
    const length = u32(payload + wire.CGROUP_PATH_LENGTH);
    return {
      hierarchy: u32(payload + wire.CGROUP_HIERARCHY_ID),
      path: text(payload + wire.CGROUP_SIZE, length),
    };
  }
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
