import type { EndpointCandidate } from "./endpoints.ts";
import { listeningSockets, mayBeRuntimeSocket } from "./listening_sockets.ts";
import type { ProcFs } from "./proc_fs.ts";
import { isOnHost, pathSeenFromHere, servingProcess } from "./serving_process.ts";

/** Names of processes that serve a runtime's API; the kernel keeps 15 characters. */
const RUNTIMES: ReadonlySet<string> = new Set([
  "containerd",
  "dockerd",
  "crio",
  "cri-dockerd",
  "podman",
  "k3s-server",
  "k3s-agent",
]);

/** So many scans a new process's name is read at each: what starts a runtime is often a script at first. */
const YOUNG_SCANS = 16;

/** Later it is read at one of so many scans. */
const OLD_SCANS = 32;

interface Seen {
  scans: number;
  name: string;
}

/** Processes that say where runtimes are. */
export interface ProcessEvidence {
  /** Sockets that runtimes listen on, also in the mount namespaces of other containers (kind, Docker-in-Docker). */
  readonly sockets: readonly EndpointCandidate[];
  /** Pids of kubelets. */
  readonly kubelets: readonly number[];
}

/** Looks for runtimes and kubelets among all processes, cheaply enough to be done again and again. */
export class ProcessWatch {
  readonly #proc: ProcFs;
  readonly #hostRoot: string;
  #seen = new Map<number, Seen>();

  /** @param hostRoot Where the host's root is mounted; "" where it is this process's own. */
  constructor(proc: ProcFs, hostRoot = "") {
    this.#proc = proc;
    this.#hostRoot = hostRoot;
  }

  /** What the processes of this moment say. */
  scan(): ProcessEvidence {
    const seen = new Map<number, Seen>();
    for (const pid of this.#proc.pids()) {
      const known = this.#seen.get(pid) ?? { scans: 0, name: "" };
      seen.set(pid, known);
      if (isTurn(known.scans++)) {
        known.name = this.#proc.text(`${pid}/comm`)?.trimEnd() ?? "";
      }
    }
    this.#seen = seen;
    const sockets: EndpointCandidate[] = [];
    const kubelets: number[] = [];
    const tables = new Map<string, Map<string, string>>();
    for (const [pid, { name }] of seen) {
      if (name === "kubelet") kubelets.push(pid);
      if (RUNTIMES.has(name)) sockets.push(...this.#socketsOf(pid, name, tables));
    }
    return { sockets, kubelets };
  }

  #socketsOf(
    pid: number,
    name: string,
    tables: Map<string, Map<string, string>>,
  ): EndpointCandidate[] {
    const namespace = this.#proc.link(`${pid}/ns/net`) ?? String(pid);
    let table = tables.get(namespace);
    if (table === undefined) {
      const sockets = listeningSockets(this.#proc.text(`${pid}/net/unix`) ?? "");
      table = new Map(sockets.map(({ inode, path }) => [inode, path]));
      tables.set(namespace, table);
    }
    const process = servingProcess(this.#proc, pid);
    if (process === undefined || table.size === 0) return [];
    const nested = !isOnHost(this.#proc, pid);
    const found: EndpointCandidate[] = [];
    for (const fd of this.#proc.names(`${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(this.#proc.link(`${pid}/fd/${fd}`) ?? "")?.[1];
      const path = inode === undefined ? undefined : table.get(inode);
      if (path !== undefined && mayBeRuntimeSocket(path)) {
        found.push({
          path: pathSeenFromHere(this.#proc, pid, path, this.#hostRoot),
          source: `${name} (process ${pid}) listens on ${path}`,
          ...(nested ? { nested } : {}),
          trust: { uid: process.uid, process },
        });
      }
    }
    return found;
  }
}

function isTurn(scan: number): boolean {
  return scan < YOUNG_SCANS || scan % OLD_SCANS === 0;
}
