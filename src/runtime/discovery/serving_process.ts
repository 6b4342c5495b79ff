import type { ServingProcess } from "./endpoints.ts";
import { resolveOnHost } from "./host_root.ts";
import type { ProcFs } from "./proc_fs.ts";

/** Whose a process is that serves a runtime or names one; undefined where it is gone or can't be read. */
export function servingProcess(proc: ProcFs, pid: number): ServingProcess | undefined {
  const status = proc.text(`${pid}/status`) ?? "";
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(status)?.[1];
  const cgroups = proc.text(`${pid}/cgroup`);
  if (uid === undefined || cgroups === undefined) return undefined;
  return {
    uid: Number(uid),
    cgroup: deepestCgroup(cgroups),
    contained: isForeign(proc, pid, "mnt") && isForeign(proc, pid, "pid") &&
      !commandsHost(proc, pid, status),
  };
}

/**
 * A path of another process, which may see another file system.
 *
 * @param hostRoot Where the host's root is mounted; "" where it is this process's own.
 */
export function pathSeenFromHere(
  proc: ProcFs,
  pid: number,
  path: string,
  hostRoot: string,
): string {
  if (proc.link(`${pid}/root`) === "/") {
    const theirs = proc.link(`${pid}/ns/mnt`);
    if (theirs !== undefined && theirs === proc.link("self/ns/mnt")) return path;
    if (hostRoot !== "" && theirs !== undefined && theirs === proc.link("1/ns/mnt")) {
      return resolveOnHost(hostRoot, path);
    }
  }
  return `${proc.root}/${pid}/root${path}`;
}

/** Whether a process sees the host as the host's first process does: true for what runs on the host itself. */
export function isOnHost(proc: ProcFs, pid: number): boolean {
  return !isForeign(proc, pid, "mnt") && proc.link(`${pid}/root`) === "/";
}

/** The initial user namespace always has this number (PROC_USER_INIT_INO). */
const INITIAL_USERS = "user:[4026531837]";

/**
 * CAP_DAC_READ_SEARCH, CAP_SYS_RAWIO, CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON and CAP_BPF: who has them reads every
 * file of the host and its kernel's memory, and has nothing to gain by passing for a runtime.
 */
const COMMAND = [2, 17, 19, 21, 38, 39].reduce((mask, bit) => mask | 1n << BigInt(bit), 0n);

/** Whether a process has the host in its hands, whatever it sees of it: as a daemon below a service manager of its own. */
function commandsHost(proc: ProcFs, pid: number, status: string): boolean {
  const effective = BigInt(`0x${/^CapEff:\t([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return (effective & COMMAND) === COMMAND && /^Seccomp:\t0$/m.test(status) &&
    proc.link(`${pid}/ns/user`) === INITIAL_USERS;
}

/** Neither in this process's own namespace nor in that of the first one. */
function isForeign(proc: ProcFs, pid: number, namespace: "mnt" | "pid"): boolean {
  const theirs = proc.link(`${pid}/ns/${namespace}`);
  return theirs === undefined ||
    ["self", "1"].every((one) => proc.link(`${one}/ns/${namespace}`) !== theirs);
}

/**
 * Of the hierarchies of /proc/PID/cgroup the path that says most. Above this process's own cgroup namespace paths begin
 * with "/..", which says nothing.
 */
function deepestCgroup(text: string): string {
  const paths = text.split("\n").map((line) =>
    (/^\d+:[^:]*:(\/.*)$/.exec(line)?.[1] ?? "/")
      .replace(/ \(deleted\)$/, "").replace(/^(?:\/\.\.)+(?=\/|$)/, "")
  );
  return paths.reduce((deepest, path) => path.length > deepest.length ? path : deepest, "/");
}
