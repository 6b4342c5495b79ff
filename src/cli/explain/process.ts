import { readSpecialText } from "#kernel/special_files.ts";

/** What /proc says of a process. */
export interface ProcessFacts {
  readonly pid: number;
  readonly command: string;
  readonly parentPid: number;
  readonly arguments: readonly string[];
  /** Its id in each pid namespace, the innermost last; absent where the kernel does not say. */
  readonly namespacePids?: string;
}

/** Whether there is such a process now. */
export function isProcess(pid: number): boolean {
  return read(`/proc/${pid}/status`) !== undefined;
}

/** Reads a process; undefined where there is none. */
export function readProcess(pid: number): ProcessFacts | undefined {
  const status = read(`/proc/${pid}/status`);
  if (status === undefined) return undefined;
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1];
  const namespacePids = field("NSpid");
  return {
    pid,
    command: field("Name") ?? "",
    parentPid: Number(field("PPid") ?? 0),
    arguments: (read(`/proc/${pid}/cmdline`) ?? "").split("\0").slice(0, -1),
    ...(namespacePids === undefined ? {} : { namespacePids: namespacePids.replace(/\s+/g, " ") }),
  };
}

/** The processes in a cgroup, without those of its children; undefined where it cannot be read. */
export function processesOf(mount: string, path: string): readonly number[] | undefined {
  const text = read(`${mount}${path}/cgroup.procs`);
  return text?.split("\n").filter((line) => /^\d+$/.test(line)).map(Number);
}

function read(path: string): string | undefined {
  try {
    return readSpecialText(path);
  } catch {
    return undefined;
  }
}
