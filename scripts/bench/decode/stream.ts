import * as wire from "#wire";
import { Container, type Process, process, putAncestor, putParty } from "./processes.ts";

/** What a generated stream is made of. */
export interface StreamOptions {
  /** Bytes of ring, at most. */
  readonly bytes: number;
  /** Containers that the label table knows. */
  readonly containers: number;
  /** Containers that events come from, spread evenly; at most `containers`. */
  readonly active: number;
  readonly seed: number;
}

/** A stream of ring bytes, and the label fragment of each cgroup in it. */
export interface Stream {
  readonly ring: Uint8Array;
  readonly labels: ReadonlyMap<bigint, string>;
  /** Records that become lines. */
  readonly events: number;
}

/** CLOCK_REALTIME - CLOCK_BOOTTIME of every generated stream. */
export const CLOCK_OFFSET_NS = 1_790_000_000_000_000_000n;

const encoder = new TextEncoder();

const PATHS = [
  "/bin/sh",
  "/usr/bin/env",
  "/usr/local/bin/python3.11",
  "/usr/bin/curl",
  "/usr/local/bin/node",
  "/usr/lib/postgresql/16/bin/postgres",
  "/pause",
  "/usr/bin/find",
];
/** The files of those that are links, as in most images. */
const FILES: Readonly<Record<string, string>> = {
  "/bin/sh": "/usr/bin/dash",
  "/usr/bin/find": "/bin/busybox",
};
const WORDS = [
  "-c",
  "--config=/etc/app/config.yaml",
  "-v",
  "http://10.96.0.10:8080/healthz",
  "exec",
  "/var/lib/app/data",
  "--log-level=info",
  "sleep",
  "30",
  "-o",
  "/dev/null",
];
/** Arguments with a byte that needs work: quotes, backslashes, controls, UTF-8 whole and broken. */
const SPECIAL = [
  'echo "ready"',
  "printf '%s\\n'",
  "a\tb\nc",
  "größe=große",
  "名前",
].map((word) => encoder.encode(word)).concat([
  Uint8Array.from([0x66, 0xc3]),
  Uint8Array.from([0xe2, 0x82]),
]);
const CWDS = ["/", "/app", "/var/lib/app", "/home/worker/project"];

/** Makes the same stream for the same options. */
export function makeStream(options: StreamOptions): Stream {
  const random = randomNumbers(options.seed);
  const below = (limit: number) => random() % limit;
  const cgroups = Array.from({ length: options.containers }, (_, n) => 4_000n + BigInt(n) * 7n);
  const containers = cgroups.slice(0, options.active).map((cgroup, n) =>
    new Container(cgroup, n % 3 !== 0)
  );
  const ring = new Uint8Array(options.bytes);
  const view = new DataView(ring.buffer);
  const paths = PATHS.map((path) => encoder.encode(path));
  const files = PATHS.map((path) => encoder.encode(FILES[path] ?? path));
  const words = WORDS.map((word) => encoder.encode(word));
  const cwds = CWDS.map((cwd) => encoder.encode(cwd));
  const longest = 2_048;
  let at = 0;
  let events = 0;
  let timeNs = 3_600_000_000_000n;
  const put = (bytes: Uint8Array) => {
    ring.set(bytes, at);
    at += bytes.length;
  };
  while (at + longest <= ring.length) {
    timeNs += BigInt(below(20_000));
    const begin = at;
    const container = containers[below(containers.length)] ?? containers[0];
    if (container === undefined) break;
    const ended = below(4) === 0 ? container.end() : undefined;
    const record = at + wire.RING_HEADER_SIZE;
    const payload = record + wire.RECORD_SIZE;
    view.setBigUint64(record + wire.RECORD_TIME_NS, timeNs, true);
    view.setBigUint64(record + wire.RECORD_CGROUP_ID, container.cgroup, true);
    view.setUint32(record + wire.RECORD_UID, container.uid, true);
    view.setUint32(record + wire.RECORD_ORIGIN, wire.ORIGIN_ENTRYPOINT, true);
    const putProcess = ({ startTimeNs, pid, run, comm }: Process, parent: Process) => {
      view.setBigUint64(record + wire.RECORD_START_TIME_NS, startTimeNs, true);
      view.setUint32(record + wire.RECORD_PID, pid, true);
      view.setUint32(record + wire.RECORD_TID, below(10) === 0 ? pid + 1 : pid, true);
      view.setUint32(record + wire.RECORD_PARENT_PID, parent.pid, true);
      view.setUint32(record + wire.RECORD_RUN, run, true);
      ring.set(comm, record + wire.RECORD_COMM);
    };
    if (ended === undefined) {
      view.setUint16(record + wire.RECORD_TYPE, wire.PROCESS_EXEC, true);
      const which = below(paths.length);
      const path = paths[which] ?? new Uint8Array();
      const file = files[which] ?? path;
      const parent = container.parent(below(4) === 0);
      const child = process({
        startTimeNs: timeNs - BigInt(100_000 + below(2_000_000)),
        pid: 1_000 + below(4_000_000),
        run: parent.run + 1,
        comm: path.subarray(path.lastIndexOf(0x2f) + 1).subarray(0, 15),
      });
      container.add(child);
      putProcess(child, parent);
      putAncestor(view, payload + wire.EXEC_SIZE, parent);
      at = payload + wire.EXEC_SIZE + wire.ANCESTOR_SIZE;
      const cwd = cwds[below(cwds.length)] ?? new Uint8Array();
      put(path);
      put(file);
      put(cwd);
      const args = at;
      put(path);
      at++;
      for (let count = below(6); count > 0; count--) {
        put((below(9) === 0 ? SPECIAL[below(SPECIAL.length)] : words[below(words.length)]) ?? path);
        at++;
      }
      view.setUint16(payload + wire.EXEC_REQUESTED_LENGTH, path.length, true);
      view.setUint16(payload + wire.EXEC_EXECUTABLE_LENGTH, file.length, true);
      view.setUint16(payload + wire.EXEC_CWD_LENGTH, cwd.length, true);
      view.setUint16(payload + wire.EXEC_ARGS_LENGTH, at - args, true);
      view.setUint16(payload + wire.EXEC_ANCESTORS_LENGTH, wire.ANCESTOR_SIZE, true);
      const origin = below(16) === 0 ? wire.EXECUTABLE_ORIGIN_UPPER : wire.EXECUTABLE_ORIGIN_IMAGE;
      view.setUint16(payload + wire.EXEC_EXECUTABLE_ORIGIN, origin, true);
      view.setUint32(payload + wire.EXEC_VPID, 1 + below(30_000), true);
      for (const id of [wire.EXEC_GID, wire.EXEC_REAL_GID, wire.EXEC_SAVED_GID]) {
        view.setUint32(payload + id, container.uid, true);
      }
      view.setUint32(payload + wire.EXEC_REAL_UID, container.uid, true);
      view.setUint32(payload + wire.EXEC_SAVED_UID, container.uid, true);
      view.setUint32(payload + wire.EXEC_LOGIN_UID, 0xffff_ffff, true);
      view.setBigUint64(payload + wire.EXEC_CAPABILITIES, container.capabilities, true);
      view.setBigUint64(payload + wire.EXEC_SINCE_CGROUP_NS, timeNs / 2n, true);
    } else {
      view.setUint16(record + wire.RECORD_TYPE, wire.PROCESS_EXIT, true);
      const first = container.parent(false);
      putProcess(ended, first);
      const duration = timeNs - ended.startTimeNs + BigInt(below(2_000_000_000));
      view.setBigUint64(payload + wire.EXIT_DURATION_NS, duration, true);
      at = payload + wire.EXIT_SIZE;
      if (below(16) === 0) {
        view.setUint32(payload + wire.EXIT_SIGNAL, 9, true);
        view.setUint16(payload + wire.EXIT_CAUSE, wire.EXIT_CAUSE_SIGNAL, true);
        view.setUint16(payload + wire.EXIT_SENDER_LENGTH, wire.PARTY_SIZE, true);
        putParty(view, at, first, container);
        at += wire.PARTY_SIZE;
      } else {
        view.setUint32(payload + wire.EXIT_CODE, below(8) === 0 ? below(256) : 0, true);
      }
    }
    view.setUint32(record + wire.RECORD_PAYLOAD_LENGTH, at - payload, true);
    const discarded = below(200) === 0;
    view.setUint32(begin, at - record + (discarded ? wire.RING_DISCARD : 0), true);
    if (!discarded) events++;
    at = (at + 7) & ~7;
  }
  const labels = new Map(cgroups.map((cgroup, n) => [cgroup, fragmentOf(cgroup, n, random)]));
  return { ring: ring.subarray(0, at), labels, events };
}

/** A label fragment as src/labels renders it: about 600 bytes. */
function fragmentOf(cgroup: bigint, n: number, random: () => number): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => (random() % 16).toString(16)).join("");
  const id = hex(64);
  const uid = [8, 4, 4, 4, 12].map(hex).join("-");
  const container = {
    id,
    name: "main",
    image: {
      name: `registry.example/team/app-${n % 40}`,
      tags: [`1.${n % 9}.0`],
      reference: `registry.example/team/app-${n % 40}:1.${n % 9}.0`,
    },
    runtime: { name: "containerd" },
  };
  const k8s = {
    node: { name: "node-1" },
    namespace: { name: `team-${n % 12}` },
    pod: { name: `app-${n}-7d4b9c`, uid, label: { app: `app-${n % 40}`, tier: "backend" } },
    container: { name: "main" },
  };
  const path = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${
    uid.replaceAll("-", "_")
  }.slice/cri-containerd-${id}.scope`;
  const rest = { container, k8s, cgroup: { id: cgroup.toString(), path }, label_state: "resolved" };
  return `,${JSON.stringify(rest).slice(1)}\n`;
}

/** mulberry32: 32-bit numbers, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
