import * as wire from "#wire";

/** The fields that every record has; absent ones take harmless values. */
export interface RecordFields {
  readonly timeNs?: bigint;
  readonly startTimeNs?: bigint;
  readonly cgroup?: bigint;
  readonly pid?: number;
  readonly tid?: number;
  readonly parentPid?: number;
  readonly uid?: number;
  /** At most 16 bytes are kept. */
  readonly command?: string | Uint8Array;
  readonly flags?: number;
  /** Overrides the length that the header states. */
  readonly payloadLength?: number;
}

/** An exec record. */
export interface ExecFields extends RecordFields {
  /** The path as given to execve. */
  readonly requested?: string | Uint8Array;
  /** The path of the file that runs; that one if absent. */
  readonly executable?: string | Uint8Array;
  readonly cwd?: string | Uint8Array;
  /** A list gets a NUL behind each argument; bytes are taken as they are. */
  readonly args?: readonly (string | Uint8Array)[] | Uint8Array;
}

/** An exit record. */
export interface ExitFields extends RecordFields {
  readonly durationNs?: bigint;
  readonly code?: number;
  readonly signal?: number;
}

/** A cgroup_mkdir or cgroup_rmdir record. */
export interface CgroupFields extends RecordFields {
  readonly hierarchy?: number;
  readonly path?: string | Uint8Array;
}

/** An exec record, without ring framing. */
export function execRecord(fields: ExecFields = {}): Uint8Array {
  const requested = bytesOf(fields.requested ?? "/bin/sh");
  const executable = bytesOf(fields.executable ?? requested);
  const cwd = bytesOf(fields.cwd ?? "/");
  const args = argumentBytes(fields.args ?? ["/bin/sh"]);
  const payload = concatenate([new Uint8Array(wire.EXEC_SIZE), requested, executable, cwd, args]);
  const view = new DataView(payload.buffer);
  view.setUint16(wire.EXEC_REQUESTED_LENGTH, requested.length, true);
  view.setUint16(wire.EXEC_EXECUTABLE_LENGTH, executable.length, true);
  view.setUint16(wire.EXEC_CWD_LENGTH, cwd.length, true);
  view.setUint16(wire.EXEC_ARGS_LENGTH, args.length, true);
  return record(wire.PROCESS_EXEC, fields, payload);
}

/** An exit record, without ring framing. */
export function exitRecord(fields: ExitFields = {}): Uint8Array {
  const payload = new Uint8Array(wire.EXIT_SIZE);
  const view = new DataView(payload.buffer);
  view.setBigUint64(wire.EXIT_DURATION_NS, fields.durationNs ?? 123_456n, true);
  view.setUint32(wire.EXIT_CODE, fields.code ?? 0, true);
  view.setUint32(wire.EXIT_SIGNAL, fields.signal ?? 0, true);
  return record(wire.PROCESS_EXIT, fields, payload);
}

/** A cgroup_mkdir record, without ring framing. */
export function mkdirRecord(fields: CgroupFields = {}): Uint8Array {
  return record(wire.CGROUP_MKDIR, fields, cgroupPayload(fields));
}

/** A cgroup_rmdir record, without ring framing. */
export function rmdirRecord(fields: CgroupFields = {}): Uint8Array {
  return record(wire.CGROUP_RMDIR, fields, cgroupPayload(fields));
}

/** A record of any type around a payload, padded to 8 bytes, without ring framing. */
export function record(type: number, fields: RecordFields, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(align8(wire.RECORD_SIZE + payload.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(wire.RECORD_TYPE, type, true);
  view.setUint16(wire.RECORD_FLAGS, fields.flags ?? 0, true);
  view.setUint32(wire.RECORD_PAYLOAD_LENGTH, fields.payloadLength ?? payload.length, true);
  view.setBigUint64(wire.RECORD_TIME_NS, fields.timeNs ?? 2_000n, true);
  view.setBigUint64(wire.RECORD_CGROUP_ID, fields.cgroup ?? 1n, true);
  view.setBigUint64(wire.RECORD_START_TIME_NS, fields.startTimeNs ?? 1_000n, true);
  view.setUint32(wire.RECORD_PID, fields.pid ?? 100, true);
  view.setUint32(wire.RECORD_TID, fields.tid ?? fields.pid ?? 100, true);
  view.setUint32(wire.RECORD_PARENT_PID, fields.parentPid ?? 1, true);
  view.setUint32(wire.RECORD_UID, fields.uid ?? 0, true);
  const command = bytesOf(fields.command ?? "sh").subarray(0, wire.RECORD_COMM_LENGTH);
  bytes.set(command, wire.RECORD_COMM);
  bytes.set(payload, wire.RECORD_SIZE);
  return bytes;
}

/** How the ring frames a record. */
export interface Framing {
  readonly discard?: boolean;
  readonly busy?: boolean;
  /** Overrides the length in the ring header. */
  readonly length?: number;
}

/** One record with its ring header, padded to 8 bytes as in the ring. */
export function framed(recordBytes: Uint8Array, framing: Framing = {}): Uint8Array {
  const bytes = new Uint8Array(wire.RING_HEADER_SIZE + align8(recordBytes.length));
  const length = framing.length ?? recordBytes.length;
  const flags = (framing.discard ? wire.RING_DISCARD : 0) + (framing.busy ? wire.RING_BUSY : 0);
  new DataView(bytes.buffer).setUint32(0, length + flags, true);
  bytes.set(recordBytes, wire.RING_HEADER_SIZE);
  return bytes;
}

/** Ring bytes of several records, one behind the other. */
export function ringBytes(records: readonly Uint8Array[]): Uint8Array {
  return concatenate(records.map((bytes) => framed(bytes)));
}

/** Byte strings, one behind the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function cgroupPayload(fields: CgroupFields): Uint8Array {
  const path = bytesOf(fields.path ?? "/kubepods/pod1/container1");
  const payload = new Uint8Array(wire.CGROUP_SIZE + path.length);
  const view = new DataView(payload.buffer);
  view.setUint32(wire.CGROUP_HIERARCHY_ID, fields.hierarchy ?? 0, true);
  view.setUint32(wire.CGROUP_PATH_LENGTH, path.length, true);
  payload.set(path, wire.CGROUP_SIZE);
  return payload;
}

function argumentBytes(args: readonly (string | Uint8Array)[] | Uint8Array): Uint8Array {
  if (args instanceof Uint8Array) return args;
  return concatenate(args.flatMap((argument) => [bytesOf(argument), new Uint8Array(1)]));
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

function align8(length: number): number {
  return (length + 7) & ~7;
}
