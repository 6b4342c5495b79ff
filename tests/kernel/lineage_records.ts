/** What records of forks, execs and exits say of lineage, decoded plainly. */
import * as wire from "#wire";

/** A run of a program, as records name it. */
export interface Run {
  readonly startNs: bigint;
  readonly pid: number;
  readonly run: number;
  /** What the kernel keeps its program by; of the record's own run absent. */
  readonly program?: bigint;
}

/** A record of a process, as far as lineage goes. */
export interface LineageRecord extends Run {
  readonly type: "fork" | "exec" | "exit";
  readonly timeNs: bigint;
  readonly vpid: number;
  /** Nearest first; an exit tells none. */
  readonly ancestors: readonly Run[];
  readonly args: readonly string[];
}

const TYPES = new Map<number, LineageRecord["type"]>([
  [wire.PROCESS_FORK, "fork"],
  [wire.PROCESS_EXEC, "exec"],
  [wire.PROCESS_EXIT, "exit"],
]);

/** Decodes whole records with their ring headers; those of other types are left out. */
export function decodeLineage(bytes: Uint8Array): LineageRecord[] {
  const records: LineageRecord[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const header = view.getUint32(at, true);
    const length = (header & ~wire.RING_DISCARD) >>> 0;
    const start = at + wire.RING_HEADER_SIZE;
    const type = TYPES.get(view.getUint16(start, true));
    if ((header & wire.RING_DISCARD) === 0 && type !== undefined) {
      records.push(decode(new DataView(bytes.buffer, bytes.byteOffset + start, length), type));
    }
    at = start + ((length + 7) & ~7);
  }
  return records;
}

function decode(view: DataView, type: LineageRecord["type"]): LineageRecord {
  const payload = wire.RECORD_SIZE;
  const common = {
    type,
    timeNs: view.getBigUint64(wire.RECORD_TIME_NS, true),
    startNs: view.getBigUint64(wire.RECORD_START_TIME_NS, true),
    pid: view.getUint32(wire.RECORD_PID, true),
    run: view.getUint32(wire.RECORD_RUN, true),
  };
  if (type === "exit") return { ...common, vpid: 0, ancestors: [], args: [] };
  if (type === "fork") {
    const length = view.getUint32(payload + wire.FORK_ANCESTORS_LENGTH, true);
    const ancestors = decodeAncestors(view, payload + wire.FORK_SIZE, length);
    return { ...common, vpid: 0, ancestors, args: [] };
  }
  const length = (member: number): number => view.getUint16(payload + member, true);
  const texts = payload + wire.EXEC_SIZE;
  const args = texts + length(wire.EXEC_ANCESTORS_LENGTH) + length(wire.EXEC_REQUESTED_LENGTH) +
    length(wire.EXEC_EXECUTABLE_LENGTH) + length(wire.EXEC_CWD_LENGTH);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + args, length(wire.EXEC_ARGS_LENGTH));
  return {
    ...common,
    vpid: view.getUint32(payload + wire.EXEC_VPID, true),
    ancestors: decodeAncestors(view, texts, length(wire.EXEC_ANCESTORS_LENGTH)),
    args: new TextDecoder().decode(bytes).split("\0").slice(0, -1),
  };
}

function decodeAncestors(view: DataView, from: number, length: number): Run[] {
  const runs: Run[] = [];
  for (let at = from; at < from + length; at += wire.ANCESTOR_SIZE) {
    runs.push({
      startNs: view.getBigUint64(at + wire.ANCESTOR_START_TIME_NS, true),
      pid: view.getUint32(at + wire.ANCESTOR_PID, true),
      run: view.getUint32(at + wire.ANCESTOR_RUN, true),
      program: view.getBigUint64(at + wire.ANCESTOR_PROGRAM, true),
    });
  }
  return runs;
}
