import * as wire from "#wire";

/** What names a run of a program. */
export interface Run {
  readonly startTimeNs: bigint;
  readonly pid: number;
  readonly run: number;
}

/** One of a process's ancestors. */
export interface AncestorFields extends Run {
  /** By which the program that it ran is kept. */
  readonly program: bigint;
}

/** Another process that has a part in an event. */
export interface PartyFields extends AncestorFields {
  readonly cgroup: bigint;
  readonly uid: number;
  readonly command: string | Uint8Array;
}

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
  /** Which of the process's programs; 0: not known. */
  readonly run?: number;
  readonly origin?: number;
  /** The run with which somebody entered; nobody did if absent. */
  readonly entry?: Run;
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
  /** Nearest first; one if absent. */
  readonly ancestors?: readonly AncestorFields[];
  readonly executableOrigin?: number;
  readonly vpid?: number;
  readonly gid?: number;
  readonly realUid?: number;
  readonly savedUid?: number;
  readonly realGid?: number;
  readonly savedGid?: number;
  readonly loginUid?: number;
  /** A bit each. */
  readonly capabilities?: bigint;
  readonly tty?: string | Uint8Array;
  readonly sinceCgroupNs?: bigint;
}

/** An exit record. */
export interface ExitFields extends RecordFields {
  readonly durationNs?: bigint;
  readonly code?: number;
  readonly signal?: number;
  readonly cause?: number;
  readonly sender?: PartyFields;
  /** The system call that seccomp refused, and for which machine. */
  readonly syscall?: number;
  readonly arch?: number;
  readonly stopAgoNs?: bigint;
  readonly stopSignal?: number;
  readonly oomScope?: number;
  readonly oomLimitBytes?: bigint;
}

/** A fork record. */
export interface ForkFields extends RecordFields {
  readonly ancestors?: readonly AncestorFields[];
}

/** A record of a signal. */
export interface SignalFields extends RecordFields {
  readonly number?: number;
  readonly code?: number;
  readonly result?: number;
  readonly sender?: PartyFields;
}

/** A record of a process killed for want of memory. */
export interface OomFields extends RecordFields {
  readonly usageBytes?: bigint;
  readonly limitBytes?: bigint;
  readonly anonymousBytes?: bigint;
  readonly fileBytes?: bigint;
  readonly sharedBytes?: bigint;
  readonly pageTableBytes?: bigint;
  readonly scope?: number;
  readonly name?: string | Uint8Array;
  readonly trigger?: PartyFields;
}

/** A cgroup_mkdir or cgroup_rmdir record. */
export interface CgroupFields extends RecordFields {
  readonly hierarchy?: number;
  readonly path?: string | Uint8Array;
}

/** The node's first process, of which it is not known what it runs. */
const FIRST: AncestorFields = { startTimeNs: 1n, pid: 1, run: 1, program: 0n };

/** An exec record, without ring framing; or another one of the same payload. */
export function execRecord(fields: ExecFields = {}, type: number = wire.PROCESS_EXEC): Uint8Array {
  const ancestors = ancestorBytes(fields.ancestors ?? [FIRST]);
  const requested = bytesOf(fields.requested ?? "/bin/sh");
  const executable = bytesOf(fields.executable ?? requested);
  const cwd = bytesOf(fields.cwd ?? "/");
  const args = argumentBytes(fields.args ?? ["/bin/sh"]);
  const head = new Uint8Array(wire.EXEC_SIZE);
  const view = new DataView(head.buffer);
  view.setUint16(wire.EXEC_ANCESTORS_LENGTH, ancestors.length, true);
  view.setUint16(wire.EXEC_REQUESTED_LENGTH, requested.length, true);
  view.setUint16(wire.EXEC_EXECUTABLE_LENGTH, executable.length, true);
  view.setUint16(wire.EXEC_CWD_LENGTH, cwd.length, true);
  view.setUint16(wire.EXEC_ARGS_LENGTH, args.length, true);
  view.setUint16(wire.EXEC_EXECUTABLE_ORIGIN, fields.executableOrigin ?? 0, true);
  view.setUint32(wire.EXEC_VPID, fields.vpid ?? 1, true);
  view.setUint32(wire.EXEC_GID, fields.gid ?? 0, true);
  view.setUint32(wire.EXEC_REAL_UID, fields.realUid ?? 0, true);
  view.setUint32(wire.EXEC_SAVED_UID, fields.savedUid ?? 0, true);
  view.setUint32(wire.EXEC_REAL_GID, fields.realGid ?? 0, true);
  view.setUint32(wire.EXEC_SAVED_GID, fields.savedGid ?? 0, true);
  view.setUint32(wire.EXEC_LOGIN_UID, fields.loginUid ?? 0, true);
  view.setBigUint64(wire.EXEC_CAPABILITIES, fields.capabilities ?? 0n, true);
  head.set(nameBytes(fields.tty ?? ""), wire.EXEC_TTY);
  view.setBigUint64(wire.EXEC_SINCE_CGROUP_NS, fields.sinceCgroupNs ?? 0n, true);
  return record(type, fields, concatenate([head, ancestors, requested, executable, cwd, args]));
}

/** An exit record, without ring framing; or another one of the same payload. */
export function exitRecord(fields: ExitFields = {}, type: number = wire.PROCESS_EXIT): Uint8Array {
  const sender = fields.sender === undefined ? new Uint8Array() : partyBytes(fields.sender);
  const head = new Uint8Array(wire.EXIT_SIZE);
  const view = new DataView(head.buffer);
  view.setBigUint64(wire.EXIT_DURATION_NS, fields.durationNs ?? 123_456n, true);
  view.setUint32(wire.EXIT_CODE, fields.code ?? 0, true);
  view.setUint32(wire.EXIT_SIGNAL, fields.signal ?? 0, true);
  view.setUint16(wire.EXIT_CAUSE, fields.cause ?? 0, true);
  view.setUint16(wire.EXIT_SENDER_LENGTH, sender.length, true);
  view.setUint32(wire.EXIT_SYSCALL, fields.syscall ?? 0, true);
  view.setBigUint64(wire.EXIT_STOP_AGO_NS, fields.stopAgoNs ?? 0n, true);
  view.setUint32(wire.EXIT_STOP_SIGNAL, fields.stopSignal ?? 0, true);
  view.setUint32(wire.EXIT_OOM_SCOPE, fields.oomScope ?? 0, true);
  view.setBigUint64(wire.EXIT_OOM_LIMIT_BYTES, fields.oomLimitBytes ?? 0n, true);
  view.setUint32(wire.EXIT_ARCH, fields.arch ?? 0, true);
  return record(type, fields, concatenate([head, sender]));
}

/** A fork record, without ring framing. */
export function forkRecord(fields: ForkFields = {}): Uint8Array {
  const ancestors = ancestorBytes(fields.ancestors ?? [FIRST]);
  const head = new Uint8Array(wire.FORK_SIZE);
  new DataView(head.buffer).setUint32(wire.FORK_ANCESTORS_LENGTH, ancestors.length, true);
  return record(wire.PROCESS_FORK, fields, concatenate([head, ancestors]));
}

/** A record of a signal, without ring framing. */
export function signalRecord(fields: SignalFields = {}): Uint8Array {
  const sender = fields.sender === undefined ? new Uint8Array() : partyBytes(fields.sender);
  const head = new Uint8Array(wire.SIGNAL_SIZE);
  const view = new DataView(head.buffer);
  view.setUint32(wire.SIGNAL_NUMBER, fields.number ?? 15, true);
  view.setUint16(wire.SIGNAL_CODE, fields.code ?? 0, true);
  view.setUint16(wire.SIGNAL_RESULT, fields.result ?? 0, true);
  view.setUint32(wire.SIGNAL_SENDER_LENGTH, sender.length, true);
  return record(wire.PROCESS_SIGNAL, fields, concatenate([head, sender]));
}

/** A record of a process killed for want of memory, without ring framing. */
export function oomRecord(fields: OomFields = {}): Uint8Array {
  const name = bytesOf(fields.name ?? "");
  const trigger = fields.trigger === undefined ? new Uint8Array() : partyBytes(fields.trigger);
  const head = new Uint8Array(wire.OOM_SIZE);
  const view = new DataView(head.buffer);
  view.setBigUint64(wire.OOM_USAGE_BYTES, fields.usageBytes ?? 0n, true);
  view.setBigUint64(wire.OOM_LIMIT_BYTES, fields.limitBytes ?? 0n, true);
  view.setBigUint64(wire.OOM_ANONYMOUS_BYTES, fields.anonymousBytes ?? 0n, true);
  view.setBigUint64(wire.OOM_FILE_BYTES, fields.fileBytes ?? 0n, true);
  view.setBigUint64(wire.OOM_SHARED_BYTES, fields.sharedBytes ?? 0n, true);
  view.setBigUint64(wire.OOM_PAGE_TABLE_BYTES, fields.pageTableBytes ?? 0n, true);
  view.setUint16(wire.OOM_SCOPE, fields.scope ?? 0, true);
  view.setUint16(wire.OOM_TRIGGER_LENGTH, trigger.length, true);
  view.setUint16(wire.OOM_CGROUP_LENGTH, name.length, true);
  return record(wire.OOM_KILL, fields, concatenate([head, name, trigger]));
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
  bytes.set(nameBytes(fields.command ?? "sh"), wire.RECORD_COMM);
  // As those of most events: a fast writer takes them.
  view.setUint32(wire.RECORD_RUN, fields.run ?? 1, true);
  view.setUint32(wire.RECORD_ORIGIN, fields.origin ?? wire.ORIGIN_OUTSIDE, true);
  view.setBigUint64(wire.RECORD_ENTRY_START_TIME_NS, fields.entry?.startTimeNs ?? 0n, true);
  view.setUint32(wire.RECORD_ENTRY_PID, fields.entry?.pid ?? 0, true);
  view.setUint32(wire.RECORD_ENTRY_RUN, fields.entry?.run ?? 0, true);
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

/** The same, with the length that the kernel gives: the padding is none of the record's. */
export function framedExactly(recordBytes: Uint8Array): Uint8Array {
  const view = new DataView(recordBytes.buffer, recordBytes.byteOffset);
  const length = wire.RECORD_SIZE + view.getUint32(wire.RECORD_PAYLOAD_LENGTH, true);
  return framed(recordBytes, { length });
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

function ancestorBytes(ancestors: readonly AncestorFields[]): Uint8Array {
  return concatenate(ancestors.map(({ startTimeNs, pid, run, program }) => {
    const bytes = new Uint8Array(wire.ANCESTOR_SIZE);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(wire.ANCESTOR_START_TIME_NS, startTimeNs, true);
    view.setUint32(wire.ANCESTOR_PID, pid, true);
    view.setUint32(wire.ANCESTOR_RUN, run, true);
    view.setBigUint64(wire.ANCESTOR_PROGRAM, program, true);
    return bytes;
  }));
}

function partyBytes(party: PartyFields): Uint8Array {
  const bytes = new Uint8Array(wire.PARTY_SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(wire.PARTY_START_TIME_NS, party.startTimeNs, true);
  view.setBigUint64(wire.PARTY_CGROUP_ID, party.cgroup, true);
  view.setBigUint64(wire.PARTY_PROGRAM, party.program, true);
  view.setUint32(wire.PARTY_PID, party.pid, true);
  view.setUint32(wire.PARTY_RUN, party.run, true);
  view.setUint32(wire.PARTY_UID, party.uid, true);
  bytes.set(nameBytes(party.command), wire.PARTY_COMM);
  return bytes;
}

function nameBytes(name: string | Uint8Array): Uint8Array {
  return bytesOf(name).subarray(0, wire.RECORD_COMM_LENGTH);
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
