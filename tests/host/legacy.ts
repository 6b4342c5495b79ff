/** Version 1 hierarchies for tests: the host's own, or where it mounts none, one for the time of a test. */
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { findCgroups } from "#kernel/cgroup/mountinfo.ts";

/** A controller that version 2 never has, so that its version 1 hierarchy is to be had on every host. */
export const LEGACY = "devices";

function isMounted(hierarchy: Hierarchy): boolean {
  return findCgroups(Deno.readTextFileSync("/proc/self/mountinfo"), hierarchy).mount !== undefined;
}

/** Why a controller can have no version 1 hierarchy here; undefined where it can. */
export function noLegacy(controller: Hierarchy): string | undefined {
  if (isMounted(controller)) return undefined;
  const { mount } = findCgroups(Deno.readTextFileSync("/proc/self/mountinfo"), "default");
  const file = `${mount ?? ""}/cgroup.controllers`;
  const taken = mount !== undefined && Deno.readTextFileSync(file).split(/\s/).includes(controller);
  return taken ? `cgroup version 2 has the controller ${controller}` : undefined;
}

/** Sees to it that a controller's version 1 hierarchy is mounted. */
export class LegacyMount implements Disposable {
  readonly #folder: string | undefined;

  /** Throws when the kernel refuses. */
  constructor(controller: Hierarchy) {
    if (isMounted(controller)) return;
    this.#folder = Deno.makeTempDirSync({ prefix: "cgroup-" });
    mount("mount", "-t", "cgroup", "-o", controller, "cgroup", this.#folder);
  }

  [Symbol.dispose](): void {
    if (this.#folder === undefined) return;
    mount("umount", this.#folder);
    Deno.removeSync(this.#folder);
  }
}

function mount(command: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(command, { args }).outputSync();
  if (!success) throw new Error(`Cannot ${command}: ${new TextDecoder().decode(stderr)}`);
}
