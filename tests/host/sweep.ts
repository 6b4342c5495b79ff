/** For test runs that were cut short: ends and removes whatever is left below their folder. */
import { killContainers } from "./containerd_remains.ts";
import { killAndWait, pidsWhere } from "./exec.ts";
import { emptyCgroup, removePlace } from "./place.ts";

/** Kills every process that names `folder`, unmounts all below it, removes it and its cgroups. */
export async function sweep(folder: string): Promise<void> {
  const own = (): number[] =>
    pidsWhere((args) => args.some((part) => part.includes(folder)))
      .filter((pid) => pid !== Deno.pid);
  const isShim = (pid: number): boolean =>
    Deno.readTextFileSync(`/proc/${pid}/comm`).startsWith("containerd-shim");
  // a shim would tidy up after its container: containers first, then what is left
  for (const pid of own()) if (!isShim(pid)) await killAndWait(pid);
  const cgroups: string[] = [];
  for (const { name } of Deno.readDirSync(folder)) {
    cgroups.push(...await killContainers(`${folder}/${name}`));
  }
  for (const pid of own()) await killAndWait(pid);
  for (const cgroup of cgroups) await emptyCgroup(cgroup.slice(0, cgroup.lastIndexOf("/")));
  await removePlace(folder);
}
