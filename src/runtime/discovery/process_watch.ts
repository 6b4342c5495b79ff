import type { EndpointCandidate } from "./endpoints.ts";
import type { ProcFs } from "./proc_fs.ts";
import { isRuntime, RuntimeProcesses } from "./runtime_processes.ts";

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
    const runtimes = new RuntimeProcesses(this.#proc, this.#hostRoot);
    for (const pid of this.#proc.pids()) {
      let seen = this.#seen.get(pid);
      if (seen === undefined) {
        this.#seen.set(pid, seen = { scans: 0, name: "", sockets: [], round });
      }
      seen.round = round;
      const scan = seen.scans++;
      const wanted = thorough && (scan < YOUNG_SCANS || isRuntime(seen.name));
      if (wanted || isTurn(scan)) this.#look(pid, seen, runtimes);
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

  #look(pid: number, seen: Seen, runtimes: RuntimeProcesses): void {
    seen.name = this.#proc.text(`${pid}/comm`)?.trimEnd() ?? "";
    seen.sockets = isRuntime(seen.name) ? runtimes.sockets(pid, seen.name) : [];
  }
}

/** At first again and again, then ever less often: at the scans 0, 1, 2, 4, 8, and one in 32 later. */
function isTurn(scan: number): boolean {
  return scan < YOUNG_SCANS ? (scan & (scan - 1)) === 0 : scan % OLD_SCANS === 0;
}
