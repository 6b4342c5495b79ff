/** A folder of its own for every started runtime, and the proof that nothing of it is left. */
import { alive, killAndWait, pidsWhere, run, until } from "./exec.ts";

const CGROUP_ROOT = "/sys/fs/cgroup";
/** Where runtimes and tests put their cgroups. */
const OURS = /^(kubepods|libpod_parent|docker|k8s\.io|critter)/;

/** Makes a temporary folder, below TMPDIR. */
export function makePlace(kind: string): string {
  return Deno.makeTempDirSync({ prefix: `${kind}-` });
}

/** Every mount point below `dir`, innermost first. */
export function mountsBelow(dir: string): string[] {
  return Deno.readTextFileSync("/proc/self/mountinfo").split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((point) => point.startsWith(`${dir}/`))
    .reverse();
}

/** Unmounts everything below `dir` and removes it. */
export async function removePlace(dir: string): Promise<void> {
  for (const point of mountsBelow(dir)) await run("umount", ["-l", point]);
  await Deno.remove(dir, { recursive: true });
}

/** The mount points of every cgroup hierarchy of this machine. */
export function cgroupMounts(): string[] {
  return Deno.readTextFileSync("/proc/self/mountinfo").split("\n")
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(" ")[4] ?? "")
    .filter((point) => point.startsWith(CGROUP_ROOT));
}

/** Removes a cgroup and those below it from every hierarchy; one that is in use stays. */
export function removeCgroup(path: string): void {
  for (const mount of cgroupMounts()) removeTree(mount + path);
}

/** Kills what is in a cgroup or below, in any hierarchy, and removes it; waits until it is gone. */
export async function emptyCgroup(path: string): Promise<void> {
  const dirs = cgroupMounts().map((mount) => mount + path);
  await until(`the end of cgroup ${path}`, 5000, async () => {
    for (const dir of dirs) for (const pid of processesBelow(dir)) await killAndWait(pid);
    removeCgroup(path);
    return dirs.some(exists) ? undefined : true;
  });
}

function processesBelow(dir: string): number[] {
  try {
    const own = Deno.readTextFileSync(`${dir}/cgroup.procs`).split("\n").map(Number)
      .filter((pid) => pid > 0);
    const below = [...Deno.readDirSync(dir)].filter(({ isDirectory }) => isDirectory)
      .flatMap(({ name }) => processesBelow(`${dir}/${name}`));
    return [...own, ...below];
  } catch {
    return [];
  }
}

function removeTree(dir: string): void {
  try {
    for (const entry of Deno.readDirSync(dir)) {
      if (entry.isDirectory) removeTree(`${dir}/${entry.name}`);
    }
    Deno.removeSync(dir);
  } catch {
    // absent here, or in use: `leaks` reports what matters
  }
}

/** Removes a cgroup from every hierarchy where it is empty, or from those at `mounts`. */
export function removeEmptyCgroup(path: string, mounts: string[] = cgroupMounts()): void {
  for (const mount of mounts) {
    try {
      Deno.removeSync(mount + path);
    } catch {
      // absent, or another test uses it
    }
  }
}

/** Cgroups of containers and tests, in any hierarchy, that hold no process: what nobody runs in any more. */
export function emptyCgroups(): Set<string> {
  const found = new Set<string>();
  for (const mount of cgroupMounts()) {
    for (const { name, isDirectory } of Deno.readDirSync(mount)) {
      if (isDirectory && OURS.test(name)) addEmpty(`${mount}/${name}`, found);
    }
  }
  return found;
}

function addEmpty(dir: string, found: Set<string>): void {
  try {
    for (const { name, isDirectory } of Deno.readDirSync(dir)) {
      if (isDirectory) addEmpty(`${dir}/${name}`, found);
    }
  } catch {
    return; // gone meanwhile
  }
  if (processesBelow(dir).length === 0) found.add(dir);
}

/** What is left of a place: processes that name it, mounts below it, cgroups, the folder itself. */
export function leaks(dir: string, cgroups: Iterable<string> = []): string[] {
  const found: string[] = [];
  for (const pid of pidsWhere((args) => args.some((part) => part.includes(dir)))) {
    if (pid !== Deno.pid && alive(pid)) found.push(`process ${pid}`);
  }
  found.push(...mountsBelow(dir).map((point) => `mount ${point}`));
  for (const path of cgroups) {
    for (const mount of cgroupMounts()) {
      if (exists(mount + path)) found.push(`cgroup ${mount}${path}`);
    }
  }
  if (exists(dir)) found.push(`folder ${dir}`);
  return found;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Throws when something of the place is left. */
export function assertNoLeak(dir: string, cgroups: Iterable<string> = []): void {
  const found = leaks(dir, cgroups);
  if (found.length > 0) throw new Error(`Cannot call ${dir} clean as it left: ${found.join(", ")}`);
}
