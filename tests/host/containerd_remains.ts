/** What runs on when a containerd below a test's folder has ended: containers and their shims. */
import { alive, killAndWait, pidsWhere, signal } from "./exec.ts";

/** Kills every container and shim of the containerd in `dir`; returns the containers' cgroups. */
export async function killContainers(dir: string): Promise<string[]> {
  const cgroups: string[] = [];
  for (const bundle of bundles(dir)) {
    const pid = Number(read(`${bundle}/init.pid`));
    const id = bundle.slice(bundle.lastIndexOf("/") + 1);
    // the pid may have been given to another process since: only its own cgroup proves it
    const cgroup = read(`/proc/${pid}/cgroup`).split("\n")
      .map((line) => line.replace(/^\d+:[^:]*:/, ""))
      .find((path) => path.endsWith(`/${id}`));
    if (pid === 0 || cgroup === undefined) continue;
    cgroups.push(cgroup);
    await killAndWait(pid);
  }
  const socket = `${dir}/containerd.sock`;
  const shims = pidsWhere((args) => args.includes("-address") && args.includes(socket));
  for (const pid of shims) signal(pid, "SIGKILL");
  for (const pid of shims) if (alive(pid)) await killAndWait(pid);
  // runc may be at work still for a shim that is gone
  const runcs = pidsWhere((args) => args.some((arg) => arg.startsWith(`${dir}/runc`)));
  for (const pid of runcs) await killAndWait(pid);
  for (const bundle of bundles(dir)) {
    // the socket of a pod's shim is outside our folder
    const address = read(`${bundle}/address`).replace(/^unix:\/\//, "");
    if (address.startsWith("/run/containerd/s/")) await Deno.remove(address).catch(() => {});
  }
  return cgroups;
}

function bundles(dir: string): string[] {
  const tasks = `${dir}/state/io.containerd.runtime.v2.task`;
  try {
    return [...Deno.readDirSync(tasks)].flatMap(({ name }) =>
      [...Deno.readDirSync(`${tasks}/${name}`)].map((entry) => `${tasks}/${name}/${entry.name}`)
    );
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return "";
  }
}
