/** Recordings of containers' and processes' ends, record by record, for tests of `critter why`. */
import * as wire from "#wire";
import { containerFragment, hostFragment, unresolvedFragment } from "#labels/fragment/fragment.ts";
import { Recorder } from "#pipeline/recording/recorder.ts";
import { record, type RecordFields, ringBytes } from "#tests/hotpath/record_builder.ts";

/** A process of the scene. */
export interface Actor {
  readonly pid: number;
  readonly name: string;
  /** Its cgroup. */
  readonly cgroup: bigint;
  /** When it was created, in nanoseconds of the scene. */
  readonly born: bigint;
  readonly parentPid?: number;
}

/** A container of the scene. */
export interface Place {
  readonly cgroup: bigint;
  readonly id: string;
  /** Absent for a pod's sandbox. */
  readonly name?: string;
  readonly pod?: { readonly name: string; readonly namespace: string; readonly uid: string };
}

/** How a process ends. */
export interface Ending {
  readonly code?: number;
  readonly signal?: number;
  /** EXIT_CAUSE_… of #wire; it ended by itself if absent. */
  readonly cause?: number;
  readonly sender?: Actor;
  readonly limitBytes?: bigint;
}

const IDENTITY = { ancestors: [] };
/** The host's cgroup. */
export const HOST = 1n;

/** Writes a recording; its time begins at 2026-01-01 and goes on by a second with every record. */
export class DeathRecording implements Disposable {
  readonly #recorder: Recorder;
  #now = 0n;

  constructor(file: string) {
    this.#recorder = new Recorder(file, {
      critter: "0.2.0",
      wire: wire.WIRE_VERSION,
      created: "2026-01-01T00:00:00.000Z",
      holdLimitNs: "2000000000",
    });
    const began = BigInt(Date.parse("2026-01-01T00:00:00Z")) * 1_000_000n;
    this.#recorder.write({ kind: "boot", salt: 7n });
    this.#recorder.write({ kind: "clock", fromNs: 0n, offsetNs: began });
    this.#label(HOST, hostFragment({ id: HOST, path: "/" }, IDENTITY, {}), true);
  }

  /** A container is named. */
  name({ cgroup, id, name, pod }: Place): void {
    const runtime = { name: "containerd", endpoint: "/run/containerd/containerd.sock" };
    const fragment = containerFragment({ id: cgroup, path: `/kubepods/${id}` }, IDENTITY, {
      id,
      ...(name === undefined ? {} : { name }),
      sandbox: name === undefined,
      labels: {},
      annotations: {},
      image: { reference: "registry.example/app:1" },
      runtime,
      ...(pod === undefined ? {} : { pod: { ...pod, labels: {} } }),
    }, {});
    this.#label(cgroup, fragment, false);
  }

  /** A container of which only the id is known. */
  nameless({ cgroup, id }: Place): void {
    const identity = { ...IDENTITY, containerId: id };
    const labelled = { id: cgroup, path: `/kubepods/${id}` };
    this.#label(cgroup, unresolvedFragment(labelled, identity, "nobody knows it", {}), false);
  }

  /** A program begins. */
  exec(actor: Actor): void {
    this.#write(wire.PROCESS_EXEC, actor, new Uint8Array(wire.EXEC_SIZE));
  }

  /** A container's first program begins. */
  start(actor: Actor): void {
    this.exec(actor);
    this.#write(wire.CONTAINER_START, actor, new Uint8Array(wire.EXEC_SIZE));
  }

  /** A process is sent a signal. */
  signal(actor: Actor, number: number, sender: Actor): void {
    const payload = new Uint8Array(wire.SIGNAL_SIZE + wire.PARTY_SIZE);
    const view = new DataView(payload.buffer);
    view.setUint32(wire.SIGNAL_NUMBER, number, true);
    view.setUint32(wire.SIGNAL_SENDER_LENGTH, wire.PARTY_SIZE, true);
    payload.set(party(sender), wire.SIGNAL_SIZE);
    this.#write(wire.PROCESS_SIGNAL, actor, payload);
  }

  /** A process is killed for want of memory. */
  starve(actor: Actor, limitBytes: bigint): void {
    const payload = new Uint8Array(wire.OOM_SIZE);
    const view = new DataView(payload.buffer);
    view.setBigUint64(wire.OOM_LIMIT_BYTES, limitBytes, true);
    view.setBigUint64(wire.OOM_USAGE_BYTES, limitBytes, true);
    view.setUint16(wire.OOM_SCOPE, wire.OOM_SCOPE_CONTAINER, true);
    this.#write(wire.OOM_KILL, actor, payload);
  }

  /** A process ends. */
  exit(actor: Actor, ending: Ending = {}, neverRan = false): void {
    this.#write(wire.PROCESS_EXIT, actor, exitPayload(ending), neverRan ? wire.EXIT_NEVER_RAN : 0);
  }

  /** A container's first process ends, and with it the container. */
  end(actor: Actor, ending: Ending = {}): void {
    this.exit(actor, ending);
    this.#write(wire.CONTAINER_EXIT, actor, exitPayload(ending));
  }

  /** Events are lost. */
  lose(count: bigint): void {
    this.#recorder.write({ kind: "loss", loss: "ring", count, nowNs: this.#now });
  }

  [Symbol.dispose](): void {
    this.#recorder[Symbol.dispose]();
  }

  #label(cgroup: bigint, fragment: string, host: boolean): void {
    this.#recorder.write({ kind: "label", update: { kind: "final", cgroup, fragment, host } });
  }

  #write(type: number, actor: Actor, payload: Uint8Array, flags = 0): void {
    this.#now += 1_000_000_000n;
    const fields: RecordFields = {
      timeNs: this.#now,
      startTimeNs: actor.born,
      cgroup: actor.cgroup,
      pid: actor.pid,
      parentPid: actor.parentPid ?? 1,
      command: actor.name,
      flags,
    };
    const bytes = record(type, fields, payload);
    new DataView(bytes.buffer).setUint32(wire.RECORD_RUN, 1, true);
    this.#recorder.write({ kind: "ring", bytes: ringBytes([bytes]) });
  }
}

function exitPayload({ code = 0, signal = 0, cause = 0, sender, limitBytes = 0n }: Ending) {
  const payload = new Uint8Array(wire.EXIT_SIZE + (sender === undefined ? 0 : wire.PARTY_SIZE));
  const view = new DataView(payload.buffer);
  view.setUint32(wire.EXIT_CODE, code, true);
  view.setUint32(wire.EXIT_SIGNAL, signal, true);
  view.setUint16(wire.EXIT_CAUSE, cause, true);
  view.setUint32(wire.EXIT_OOM_SCOPE, wire.OOM_SCOPE_CONTAINER, true);
  view.setBigUint64(wire.EXIT_OOM_LIMIT_BYTES, limitBytes, true);
  if (sender !== undefined) {
    view.setUint16(wire.EXIT_SENDER_LENGTH, wire.PARTY_SIZE, true);
    payload.set(party(sender), wire.EXIT_SIZE);
  }
  return payload;
}

function party({ pid, name, cgroup, born }: Actor): Uint8Array {
  const bytes = new Uint8Array(wire.PARTY_SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(wire.PARTY_START_TIME_NS, born, true);
  view.setBigUint64(wire.PARTY_CGROUP_ID, cgroup, true);
  view.setUint32(wire.PARTY_PID, pid, true);
  view.setUint32(wire.PARTY_RUN, 1, true);
  bytes.set(new TextEncoder().encode(name).subarray(0, wire.PARTY_COMM_LENGTH), wire.PARTY_COMM);
  return bytes;
}
