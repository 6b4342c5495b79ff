import * as wire from "#wire";
import { runKey } from "./run_key.ts";

/** A process that runs a program. */
export interface Process {
  /** CLOCK_BOOTTIME of its creation. */
  readonly startTimeNs: bigint;
  readonly pid: number;
  /** How many programs it and its ancestors have run. */
  readonly run: number;
  /** What its program is kept by. */
  readonly program: bigint;
  readonly comm: Uint8Array;
}

/** A container as a shell makes it: its first process begins most of the others, which begin one now and then. */
export class Container {
  readonly cgroup: bigint;
  readonly uid: number;
  /** A bit each: what container runtimes leave to root, or nothing. */
  readonly capabilities: bigint;
  readonly #children: Process[] = [];
  #first: Process | undefined;

  constructor(cgroup: bigint, root: boolean) {
    this.cgroup = cgroup;
    this.uid = root ? 0 : 65_532;
    this.capabilities = root ? 0xa804_25fbn : 0n;
  }

  /** Who would begin the next process: the first process, the youngest, or the runtime where there is none yet. */
  parent(youngest: boolean): Process {
    return (youngest ? this.#children.at(-1) : undefined) ?? this.#first ?? RUNTIME;
  }

  /** A process began to run a program. */
  add(process: Process): void {
    if (this.#first === undefined) this.#first = process;
    else this.#children.push(process);
    // Of more than these nobody hears the end.
    if (this.#children.length > CHILDREN) this.#children.shift();
  }

  /** The oldest process but the first ends. */
  end(): Process | undefined {
    return this.#children.shift();
  }
}

const CHILDREN = 8;

/** A process that runs a program, kept by what names its run. */
export function process(
  { startTimeNs, pid, run, comm }: Omit<Process, "program">,
): Process {
  return { startTimeNs, pid, run, comm, program: runKey(startTimeNs, pid, run) };
}

/** Who begins containers: its own beginning is in no stream. */
const RUNTIME = process({
  startTimeNs: 60_000_000_000n,
  pid: 812,
  run: 3,
  comm: new TextEncoder().encode("containerd-shim"),
});

/** Puts a process where a record has an ancestor. */
export function putAncestor(view: DataView, at: number, ancestor: Process): void {
  view.setBigUint64(at + wire.ANCESTOR_START_TIME_NS, ancestor.startTimeNs, true);
  view.setUint32(at + wire.ANCESTOR_PID, ancestor.pid, true);
  view.setUint32(at + wire.ANCESTOR_RUN, ancestor.run, true);
  view.setBigUint64(at + wire.ANCESTOR_PROGRAM, ancestor.program, true);
}

/** Puts a process where a record has who sent a signal. */
export function putParty(view: DataView, at: number, party: Process, container: Container): void {
  view.setBigUint64(at + wire.PARTY_START_TIME_NS, party.startTimeNs, true);
  view.setBigUint64(at + wire.PARTY_CGROUP_ID, container.cgroup, true);
  view.setBigUint64(at + wire.PARTY_PROGRAM, party.program, true);
  view.setUint32(at + wire.PARTY_PID, party.pid, true);
  view.setUint32(at + wire.PARTY_RUN, party.run, true);
  view.setUint32(at + wire.PARTY_UID, container.uid, true);
  view.setUint32(at + wire.PARTY_PARENT_PID, RUNTIME.pid, true);
  new Uint8Array(view.buffer, view.byteOffset + at + wire.PARTY_COMM).set(party.comm);
}
