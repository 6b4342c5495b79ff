import type { EventInput } from "#pipeline/input.ts";
import { plainRunKey } from "#tests/hotpath/plain_lineage.ts";
import { concatenate, execRecord, framedExactly } from "#tests/hotpath/record_builder.ts";
import { decode, type KernelRecord } from "#tests/kernel/records.ts";
import {
  EXEC_QUIET,
  PROCESS_EXISTING,
  RECORD_CGROUP_ID,
  RING_BUSY,
  RING_DISCARD,
  RING_HEADER_SIZE,
} from "#wire";

/** What belongs to the sample. */
export interface Own {
  readonly cgroups: ReadonlySet<bigint>;
  /** By what programs are kept that others ran and whose names own lines have. */
  readonly programs: ReadonlySet<bigint>;
}

/** The programs that records of these cgroups name. */
export function ownPrograms(
  inputs: Iterable<EventInput>,
  cgroups: ReadonlySet<bigint>,
): Set<bigint> {
  const programs = new Set<bigint>();
  for (const input of inputs) {
    if (input.kind !== "ring") continue;
    for (const record of decode(input.bytes).filter(({ cgroup }) => cgroups.has(cgroup))) {
      for (const { program } of othersIn(record)) programs.add(program);
    }
  }
  return programs;
}

function othersIn(record: KernelRecord): readonly { readonly program: bigint }[] {
  if ("ancestors" in record) return record.ancestors;
  if ("sender" in record && record.sender !== undefined) return [record.sender];
  return "trigger" in record && record.trigger !== undefined ? [record.trigger] : [];
}

/** Only the name of the file that a program of another cgroup runs; undefined where nothing asks for it. */
function nameOnly(frame: Uint8Array, programs: ReadonlySet<bigint>): Uint8Array | undefined {
  const [record] = decode(frame);
  if (record?.type !== "exec" && record?.type !== "existing") return undefined;
  const { startNs, pid, run, executable, cgroup } = record;
  if (!programs.has(plainRunKey(startNs, pid, run))) return undefined;
  const nothing = { requested: "", cwd: "", args: [], ancestors: [], command: "" };
  return framedExactly(execRecord(
    { ...nothing, startTimeNs: startNs, pid, run, executable, cgroup, flags: EXEC_QUIET },
    PROCESS_EXISTING,
  ));
}

/** The cgroups of these containers, by what the label path said of them. */
export function ownCgroups(
  inputs: Iterable<EventInput>,
  containers: readonly string[],
): Set<bigint> {
  const own = new Set<bigint>();
  for (const input of inputs) {
    if (input.kind !== "label" || input.update.kind === "forget") continue;
    const { cgroup, fragment } = input.update;
    if (containers.some((id) => fragment.includes(`"container":{"id":"${id}"`))) own.add(cgroup);
  }
  return own;
}

/** The input without what belongs to other cgroups; `undefined` when nothing is left. */
export function keepOwn(input: EventInput, own: Own): EventInput | undefined {
  switch (input.kind) {
    case "label":
      return own.cgroups.has(input.update.cgroup) ? input : undefined;
    case "ring": {
      const bytes = ownRecords(input.bytes, own);
      return bytes.length === 0 ? undefined : { kind: "ring", bytes };
    }
    default:
      return input;
  }
}

function ownRecords(ring: Uint8Array, { cgroups, programs }: Own): Uint8Array {
  const view = new DataView(ring.buffer, ring.byteOffset, ring.byteLength);
  const kept: Uint8Array[] = [];
  for (let offset = 0; offset < ring.length;) {
    const header = view.getUint32(offset, true);
    const length = header & ~(RING_BUSY | RING_DISCARD);
    const size = (RING_HEADER_SIZE + length + 7) & ~7;
    const cgroup = view.getBigUint64(offset + RING_HEADER_SIZE + RECORD_CGROUP_ID, true);
    const frame = ring.subarray(offset, offset + size);
    const left = cgroups.has(cgroup) ? frame : nameOnly(frame, programs);
    if (left !== undefined) kept.push(left);
    offset += size;
  }
  return concatenate(kept);
}
