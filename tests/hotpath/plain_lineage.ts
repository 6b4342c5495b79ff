import * as wire from "#wire";
import { json, nameText, Raw, text, viewOf } from "./plain_json.ts";

/** What is known of a cgroup. */
export interface PlainLabel {
  readonly host: boolean;
  /** From its comma to the end of the line; empty where there is none. */
  readonly fragment: string;
}

/** What a line says beside what its record does. */
export interface PlainContext {
  wallClock(bootNs: bigint): bigint;
  /** What this boot adds to times in ids. */
  readonly salt: bigint;
  /** Whether the line's process may be in a container. */
  readonly inContainer: boolean;
  /** The file that a run of a program runs, where it is known. */
  program(key: bigint): string | undefined;
  /** Undefined where the cgroup is not known at all. */
  label(cgroup: bigint): PlainLabel | undefined;
}

/** Of a process in a container, where nothing else is known; the wall clock is ahead of the boot clock by an offset. */
export function plainContext(offsetNs: bigint = 0n): PlainContext {
  return {
    wallClock: (bootNs) => bootNs + offsetNs,
    salt: 0n,
    inContainer: true,
    program: () => undefined,
    label: () => undefined,
  };
}

const U64 = (1n << 64n) - 1n;
/** Longer names of files are not kept, in bytes. */
const LONGEST_NAME = 1024;

/** What a run of a program is kept by. */
export function plainRunKey(start: bigint, pid: number, run: number): bigint {
  let key = start * 0x9E37_79B9_7F4A_7C15n & U64;
  key ^= key >> 32n;
  key = key + (BigInt(pid) << 32n | BigInt(run)) & U64;
  key = key * 0xBF58_476D_1CE4_E5B9n & U64;
  return key ^ key >> 29n;
}

/** A file's name as it is kept; undefined where it is too long for that, as it is or as it is written. */
export function plainName(path: Uint8Array): string | undefined {
  const name = text(path);
  const written = new TextEncoder().encode(json(name)).length - 2;
  return path.length === 0 || path.length > LONGEST_NAME || written > LONGEST_NAME
    ? undefined
    : name;
}

/** The id of a run: 16 digits of when its process was created, 8 of its pid, 8 of its number. */
export function plainExecId(salt: bigint, start: bigint, pid: number, run: number): string {
  const digits = (value: bigint | number, count: number) => value.toString(16).padStart(count, "0");
  return digits(start + salt & U64, 16) + digits(pid, 8) + digits(run, 8);
}

/** How a process came where it is; undefined where that is not known. */
export function plainOrigin(number: number, { inContainer }: PlainContext): string | undefined {
  if (number === 0) return undefined;
  if (number >= 3) return "exec";
  if (!inContainer) return "host";
  return number === 2 ? "entrypoint" : "runtime";
}

/** `parent` and `ancestors` of a list of ancestors. */
export function plainAncestors(bytes: Uint8Array, context: PlainContext): object {
  const ancestors = Array.from({ length: bytes.length / 24 }, (_, index) => {
    const view = viewOf(bytes.subarray(index * 24));
    const pid = view.getUint32(8, true);
    return {
      exec_id: plainExecId(
        context.salt,
        view.getBigUint64(0, true),
        pid,
        view.getUint32(12, true),
      ),
      pid,
      executable: executableOf(view.getBigUint64(16, true), context),
    };
  });
  return ancestors.length === 0 ? {} : { parent: ancestors[0], ancestors };
}

function executableOf(program: bigint, context: PlainContext): object {
  const path = context.program(program);
  return path === undefined ? { unknown: true } : { path };
}

/** Another process, read from its 56 bytes. */
export interface PlainParty {
  readonly startNs: bigint;
  readonly cgroup: bigint;
  readonly pid: number;
  readonly command: string;
  /** The object that tells of it; `cgroup` is that of the line. */
  object(cgroup: bigint, context: PlainContext): Raw;
}

/** A text that holds another process, or none. */
export function plainParty(bytes: Uint8Array): PlainParty | undefined {
  if (bytes.length === 0) return undefined;
  const view = viewOf(bytes);
  const startNs = view.getBigUint64(wire.PARTY_START_TIME_NS, true);
  const own = view.getBigUint64(wire.PARTY_CGROUP_ID, true);
  const pid = view.getUint32(wire.PARTY_PID, true);
  const run = view.getUint32(wire.PARTY_RUN, true);
  const command = nameText(
    bytes.subarray(wire.PARTY_COMM, wire.PARTY_COMM + wire.PARTY_COMM_LENGTH),
  );
  return {
    startNs,
    cgroup: own,
    pid,
    command,
    object(cgroup, context) {
      const object = json({
        process: {
          pid,
          exec_id: run === 0 ? undefined : plainExecId(context.salt, startNs, pid, run),
          user: { id: view.getUint32(wire.PARTY_UID, true) },
          executable: executableOf(view.getBigUint64(wire.PARTY_PROGRAM, true), context),
        },
        thread: { name: command },
      });
      if (own === cgroup) return new Raw(object);
      const fragment = context.label(own)?.fragment || unanswered(own);
      return new Raw(object.slice(0, -1) + fragment.trimEnd());
    },
  };
}

/** The fragment of a cgroup of which the label path has said nothing. */
export function unanswered(cgroup: bigint): string {
  return `,"cgroup":{"id":"${cgroup}"},"label_state":"unresolved",` +
    `"label_reason":"the label path has not answered"}\n`;
}

/** Whose limit of memory it was: a container has none where the process is in none. */
export function plainScope(number: number, { inContainer }: PlainContext): string {
  const scope = ["node", "container", "pod", "cgroup"][number] ?? "unknown";
  return scope === "container" && !inContainer ? "cgroup" : scope;
}
