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

/** So many scans a process counts as young: what starts a runtime is often a script at first, and it listens later. */
const YOUNG_SCANS = 16;

/** An old one is looked at in one of so many scans. */
const OLD_SCANS = 32;

interface Seen {
  scans: number;
  name: string;
  sockets: readonly EndpointCandidate[];
  /** The scan that saw it last. */
  round: number;
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
  readonly #seen = new Map<number, Seen>();
  #round = 0;

  /** @param hostRoot Where the host's root is mounted; "" where it is this process's own. */
  constructor(proc: ProcFs, hostRoot = "") {
    this.#proc = proc;
    this.#hostRoot = hostRoot;
  }

  /**
   * What the processes of this moment say.
   *
   * @param thorough Look at every young process and every runtime, instead of ever less often as they grow older.
   */
  scan(thorough: boolean): ProcessEvidence {
    const round = ++this.#round;
    const tables = new Map<string, Map<string, string>>();
    for (const pid of this.#proc.pids()) {
      let seen = this.#seen.get(pid);
      if (seen === undefined) {
        this.#seen.set(pid, seen = { scans: 0, name: "", sockets: [], round });
      }
      seen.round = round;
      const scan = seen.scans++;
      const wanted = thorough && (scan < YOUNG_SCANS || RUNTIMES.has(seen.name));
      if (wanted || isTurn(scan)) this.#look(pid, seen, tables);
    }
    const sockets: EndpointCandidate[] = [];
    const kubelets: number[] = [];
    for (const [pid, seen] of this.#seen) {
      if (seen.round !== round) this.#seen.delete(pid);
      else if (seen.name === "kubelet") kubelets.push(pid);
      else sockets.push(...seen.sockets);
    }
    return { sockets, kubelets };
  }

  #look(pid: number, seen: Seen, tables: Map<string, Map<string, string>>): void {
    seen.name = this.#proc.text(`${pid}/comm`)?.trimEnd() ?? "";
    seen.sockets = RUNTIMES.has(seen.name) ? this.#socketsOf(pid, seen.name, tables) : [];
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

/** At first again and again, then ever less often: at the scans 0, 1, 2, 4, 8, and one in 32 later. */
function isTurn(scan: number): boolean {
  return scan < YOUNG_SCANS ? (scan & (scan - 1)) === 0 : scan % OLD_SCANS === 0;
}
