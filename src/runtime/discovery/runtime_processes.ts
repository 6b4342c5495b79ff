import { cleanPath } from "../clean_path.ts";
import { flagValues } from "./command_line.ts";
import { type EndpointCandidate, parseEndpoint } from "./endpoints.ts";
import { listeningSockets, mayBeRuntimeSocket } from "./listening_sockets.ts";
import type { ProcFs } from "./proc_fs.ts";
import { isOnHost, pathSeenFromHere, servingProcess } from "./serving_process.ts";

/** Names of processes that serve a runtime's API, with the flags that say where; the kernel keeps 15 characters. */
const RUNTIMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["containerd", ["address", "a"]],
  ["dockerd", ["host", "H"]],
  ["crio", ["listen"]],
  ["cri-dockerd", ["container-runtime-endpoint"]],
  ["podman", []],
  ["k3s-server", ["container-runtime-endpoint"]],
  ["k3s-agent", ["container-runtime-endpoint"]],
]);

/** Whether a process of this name serves a runtime's API. */
export function isRuntime(name: string): boolean {
  return RUNTIMES.has(name);
}

/** Where one process listens, and on what. */
interface Listener {
  /** The path as the process sees it. */
  readonly path: string;
  /** The evidence for it, for people. */
  readonly source: string;
}

/** The sockets of processes that serve runtimes, as they are at one moment. */
export class RuntimeProcesses {
  readonly #proc: ProcFs;
  readonly #hostRoot: string;
  /** Paths by the sockets' inodes, of each network namespace. */
  readonly #tables = new Map<string, ReadonlyMap<string, string>>();

  /** @param hostRoot Where the host's root is mounted; "" where it is this process's own. */
  constructor(proc: ProcFs, hostRoot: string) {
    this.#proc = proc;
    this.#hostRoot = hostRoot;
  }

  /** Those that a process listens on, and those that its arguments name. */
  sockets(pid: number, name: string): EndpointCandidate[] {
    const process = servingProcess(this.#proc, pid);
    if (process === undefined) return [];
    const who = `${name} (process ${pid})`;
    const nested = !isOnHost(this.#proc, pid);
    const found = new Map<string, string>();
    const listening = this.#listening(pid, who);
    for (const { path, source } of [...listening, ...this.#named(pid, name, who)]) {
      if (!found.has(path) && mayBeRuntimeSocket(path)) found.set(path, source);
    }
    const bound = new Set(listening.map(({ path }) => path));
    return [...found].map(([path, source]) => ({
      path: pathSeenFromHere(this.#proc, pid, path, this.#hostRoot),
      source,
      ...(bound.has(path) ? { listener: pid } : {}),
      ...(nested ? { nested } : {}),
      trust: { uid: process.uid, process },
    }));
  }

  #listening(pid: number, who: string): Listener[] {
    const proc = this.#proc;
    const namespace = proc.link(`${pid}/ns/net`) ?? String(pid);
    const table = this.#table(pid, namespace);
    if (table.size === 0) return [];
    const isOwnNamespace = namespace === proc.link("self/ns/net");
    return proc.names(`${pid}/fd`).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(proc.link(`${pid}/fd/${fd}`) ?? "")?.[1];
      const name = inode === undefined ? undefined : table.get(inode);
      const bound = name === undefined ? undefined : this.#whole(pid, name);
      if (bound === undefined) return [];
      const file = isOwnNamespace ? proc.boundInode(Number(inode)) : undefined;
      const path = this.#nameNow(pid, bound, file);
      if (path === undefined) return [];
      const renamed = path === name ? "" : `, bound as ${name}`;
      return [{ path, source: `${who} listens on ${path}${renamed}` }];
    });
  }

  /** A name that a process bound, from its root; it may be relative to the folder that the process works in. */
  #whole(pid: number, name: string): string | undefined {
    if (name.startsWith("/")) return name;
    const [cwd, root] = [this.#proc.link(`${pid}/cwd`), this.#proc.link(`${pid}/root`)];
    if (cwd === undefined || root === undefined) return undefined;
    const isBelow = root !== "/" && cwd.startsWith(`${root}/`);
    return cleanPath(`${isBelow ? cwd.slice(root.length) : cwd}/${name}`);
  }

  /**
   * What a socket's file is called now: some bind a temporary name and rename it, and the kernel keeps the one that was
   * bound. Undefined where the file is gone, so that nobody can connect.
   *
   * @param inode The file's, where the kernel tells.
   */
  #nameNow(pid: number, bound: string, inode: number | undefined): string | undefined {
    const isThis = (path: string) => {
      const status = this.#proc.status(`${pid}/root${path}`);
      return status !== undefined && BigInt.asUintN(32, status.inode) === BigInt(inode ?? -1);
    };
    if (inode !== undefined && !isThis(bound)) {
      const folder = bound.slice(0, bound.lastIndexOf("/") + 1);
      const names = this.#proc.names(`${pid}/root${folder}`);
      const renamed = names.map((name) => folder + name).find(isThis);
      if (renamed !== undefined) return renamed;
    }
    // Some file systems number their files otherwise than sockets say.
    return this.#proc.status(`${pid}/root${bound}`) === undefined ? undefined : bound;
  }

  /** What its arguments say counts where such a file is there. */
  #named(pid: number, name: string, who: string): Listener[] {
    const command = this.#proc.text(`${pid}/cmdline`)?.split("\0") ?? [];
    return (RUNTIMES.get(name) ?? []).flatMap((flag) =>
      flagValues(command, flag).flatMap((value) => {
        const path = socketPath(value);
        if (path === undefined || this.#proc.status(`${pid}/root${path}`) === undefined) return [];
        return [{ path, source: `${flag.length === 1 ? "-" : "--"}${flag} of ${who}` }];
      })
    );
  }

  #table(pid: number, namespace: string): ReadonlyMap<string, string> {
    let table = this.#tables.get(namespace);
    if (table === undefined) {
      const sockets = listeningSockets(this.#proc.text(`${pid}/net/unix`) ?? "");
      table = new Map(sockets.map(({ inode, path }) => [inode, path]));
      this.#tables.set(namespace, table);
    }
    return table;
  }
}

/** The path that a flag names; undefined where it is no unix socket, as `fd://` and `tcp://` are. */
function socketPath(value: string): string | undefined {
  try {
    return parseEndpoint(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
