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
  run: number;
  origin: number;
  entry: Run;
}

/** What names a run of a program; all 0: none. */
export interface Run {
  startNs: bigint;
  pid: number;
  run: number;
}

/** An ancestor, with what the program that it ran is kept by. */
export interface Ancestor extends Run {
  program: bigint;
}

/** Another process. */
export interface Party extends Ancestor {
  cgroup: bigint;
  uid: number;
  comm: string;
}

/** An exec, a process that was there before, or a container's first exec. */
export interface Exec extends Common {
  type: "exec" | "existing" | "start";
  requested: string;
  executable: string;
  cwd: string;
  args: string[];
  argsLength: number;
  ancestors: Ancestor[];
  executableOrigin: number;
  vpid: number;
  gid: number;
  capabilities: bigint;
}

/** An exit, of a process or of a container. */
export interface Exit extends Common {
  type: "exit" | "end";
  durationNs: bigint;
  code: number;
  signal: number;
  cause: number;
  sender?: Party;
}

/** A fork. */
export interface Fork extends Common {
  type: "fork";
  ancestors: Ancestor[];
}

/** A signal. */
export interface Signal extends Common {
  type: "signal";
  number: number;
  code: number;
  result: number;
  sender?: Party;
}

/** A process killed for want of memory. */
export interface Oom extends Common {
  type: "oom";
  limitBytes: bigint;
  scope: number;
  name: string;
  trigger?: Party;
}

/** A new or removed cgroup. */
export interface CgroupChange extends Common {
  type: "mkdir" | "rmdir";
  hierarchy: number;
  path: string;
}

/** Any record. */
export type KernelRecord = Exec | Exit | Fork | Signal | Oom | CgroupChange;

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
  const u16 = (at: number): number => view.getUint16(at, true);
  const text = (at: number, length: number): string => decodeText(bytes.subarray(at, at + length));
  const name = (at: number): string => text(at, wire.RECORD_COMM_LENGTH).replace(/\0.*$/s, "");
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
    comm: name(wire.RECORD_COMM),
    run: u32(wire.RECORD_RUN),
    origin: u32(wire.RECORD_ORIGIN),
    entry: {
      startNs: u64(wire.RECORD_ENTRY_START_TIME_NS),
      pid: u32(wire.RECORD_ENTRY_PID),
      run: u32(wire.RECORD_ENTRY_RUN),
    },
  };
  switch (u16(wire.RECORD_TYPE)) {
    case wire.PROCESS_EXEC:
      return { type: "exec", ...common, ...decodeExec() };
    case wire.PROCESS_EXISTING:
      return { type: "existing", ...common, ...decodeExec() };
    case wire.CONTAINER_START:
      return { type: "start", ...common, ...decodeExec() };
    case wire.PROCESS_EXIT:
      return { type: "exit", ...common, ...decodeExit() };
    case wire.CONTAINER_EXIT:
      return { type: "end", ...common, ...decodeExit() };
    case wire.PROCESS_FORK: {
      const length = u32(payload + wire.FORK_ANCESTORS_LENGTH);
      return { type: "fork", ...common, ancestors: ancestors(payload + wire.FORK_SIZE, length) };
    }
    case wire.PROCESS_SIGNAL:
      return {
        type: "signal",
        ...common,
        number: u32(payload + wire.SIGNAL_NUMBER),
        code: u16(payload + wire.SIGNAL_CODE),
        result: u16(payload + wire.SIGNAL_RESULT),
        ...u32(payload + wire.SIGNAL_SENDER_LENGTH) === 0
          ? {}
          : { sender: party(payload + wire.SIGNAL_SIZE) },
      };
    case wire.OOM_KILL: {
      const length = u16(payload + wire.OOM_CGROUP_LENGTH);
      return {
        type: "oom",
        ...common,
        limitBytes: u64(payload + wire.OOM_LIMIT_BYTES),
        scope: u16(payload + wire.OOM_SCOPE),
        name: text(payload + wire.OOM_SIZE, length),
        ...u16(payload + wire.OOM_TRIGGER_LENGTH) === 0
          ? {}
          : { trigger: party(payload + wire.OOM_SIZE + length) },
      };
    }
    case wire.CGROUP_MKDIR:
      return { type: "mkdir", ...common, ...decodeCgroup() };
    case wire.CGROUP_RMDIR:
      return { type: "rmdir", ...common, ...decodeCgroup() };
    default:
      throw new Error("Cannot decode a record of an unknown type");
  }

  function decodeExec(): Omit<Exec, "type" | keyof Common> {
    const length = (member: number): number => u16(payload + member);
    const lineage = payload + wire.EXEC_SIZE;
    const requested = lineage + length(wire.EXEC_ANCESTORS_LENGTH);
    const executable = requested + length(wire.EXEC_REQUESTED_LENGTH);
    const cwd = executable + length(wire.EXEC_EXECUTABLE_LENGTH);
    const argsLength = length(wire.EXEC_ARGS_LENGTH);
    const args = text(cwd + length(wire.EXEC_CWD_LENGTH), argsLength).split("\0");
    if (args.at(-1) === "") args.pop();
    return {
      requested: text(requested, length(wire.EXEC_REQUESTED_LENGTH)),
      executable: text(executable, length(wire.EXEC_EXECUTABLE_LENGTH)),
      cwd: text(cwd, length(wire.EXEC_CWD_LENGTH)),
      args,
      argsLength,
      ancestors: ancestors(lineage, length(wire.EXEC_ANCESTORS_LENGTH)),
      executableOrigin: u16(payload + wire.EXEC_EXECUTABLE_ORIGIN),
      vpid: u32(payload + wire.EXEC_VPID),
      gid: u32(payload + wire.EXEC_GID),
      capabilities: u64(payload + wire.EXEC_CAPABILITIES),
    };
  }

  function decodeExit(): Omit<Exit, "type" | keyof Common> {
    return {
      durationNs: u64(payload + wire.EXIT_DURATION_NS),
      code: u32(payload + wire.EXIT_CODE),
      signal: u32(payload + wire.EXIT_SIGNAL),
      cause: u16(payload + wire.EXIT_CAUSE),
      ...u16(payload + wire.EXIT_SENDER_LENGTH) === 0
        ? {}
        : { sender: party(payload + wire.EXIT_SIZE) },
    };
  }

  function ancestors(at: number, length: number): Ancestor[] {
    return Array.from({ length: length / wire.ANCESTOR_SIZE }, (_, index) => {
      const from = at + index * wire.ANCESTOR_SIZE;
      return {
        startNs: u64(from + wire.ANCESTOR_START_TIME_NS),
        pid: u32(from + wire.ANCESTOR_PID),
        run: u32(from + wire.ANCESTOR_RUN),
        program: u64(from + wire.ANCESTOR_PROGRAM),
      };
    });
  }

  function party(at: number): Party {
    return {
      startNs: u64(at + wire.PARTY_START_TIME_NS),
      pid: u32(at + wire.PARTY_PID),
      run: u32(at + wire.PARTY_RUN),
      program: u64(at + wire.PARTY_PROGRAM),
      cgroup: u64(at + wire.PARTY_CGROUP_ID),
      uid: u32(at + wire.PARTY_UID),
      comm: name(at + wire.PARTY_COMM),
    };
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
