/** Cgroups made by the tests themselves, and processes in them. */
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { findCgroups } from "#kernel/cgroup/mountinfo.ts";
import { run } from "./exec.ts";
import { removeEmptyCgroup } from "./place.ts";

/** The mount point of the cgroup2 hierarchy. */
export function cgroup2Mount(): string {
  return cgroupMount("default");
}

/** The mount point of a hierarchy; throws when it is not mounted. */
export function cgroupMount(hierarchy: Hierarchy): string {
  const { mount } = findCgroups(Deno.readTextFileSync("/proc/self/mountinfo"), hierarchy);
  if (mount === undefined) {
    throw new Error(`Cannot find a mount in /proc/self/mountinfo of the hierarchy ${hierarchy}`);
  }
  return mount;
}

/** A random container id. */
export function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}

/** A cgroup with the path a container would have; removed at the end. */
export class TestCgroup implements Disposable {
  readonly #dir: string;
  readonly #mount: string;

  /** Makes the cgroup and those above it; `path` begins with a slash. */
  constructor(readonly path: string, hierarchy: Hierarchy = "default") {
    this.#mount = cgroupMount(hierarchy);
    this.#dir = this.#mount + path;
    Deno.mkdirSync(this.#dir, { recursive: true });
  }

  /** Its directory. */
  get directory(): string {
    return this.#dir;
  }

  /** One with the path the kubelet gives a best-effort pod's container. */
  static ofPod(uid: string, containerId: string, hierarchy: Hierarchy = "default"): TestCgroup {
    return new TestCgroup(`/kubepods/besteffort/pod${uid}/${containerId}`, hierarchy);
  }

  /** Runs a shell script whose first exec, `/bin/sh -c SCRIPT`, already happens in this cgroup. */
  run(script: string): Promise<string> {
    return run("/bin/sh", this.#enter(script));
  }

  /** Like {@link run}, of a script that is to fail: how it ended. */
  async end(script: string): Promise<Deno.CommandStatus> {
    const { code, signal, success } = await new Deno.Command("/bin/sh", {
      args: this.#enter(script),
      stdin: "null",
    }).output();
    return { code, signal, success };
  }

  #enter(script: string): string[] {
    const enter = 'echo $$ > "$0/cgroup.procs" && exec /bin/sh -c "$1"';
    return ["-c", enter, this.#dir, script];
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#dir);
    const parts = this.path.split("/");
    while (parts.pop() !== undefined && parts.length > 1) {
      removeEmptyCgroup(parts.join("/"), [this.#mount]);
    }
  }
}
