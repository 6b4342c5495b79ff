import type { Cgroupfs } from "#kernel/cgroupfs.ts";
import type { Hierarchy } from "#kernel/hierarchy.ts";

/** How often the mounts are looked at while the hierarchy is not among them, in milliseconds. */
const LOOK_MS = 500;

/** What a {@link MountWatch} tells of. */
export interface MountWatchOptions {
  /** The hierarchy is chosen: nothing was mounted on this host before. */
  readonly chosen: (hierarchy: Hierarchy) => void;
  /** The hierarchy is mounted. */
  readonly mounted: () => void;
  /** Takes a sentence for the operator. */
  readonly say: (line: string) => void;
}

/** Waits for the cgroup hierarchy where critter was started before it was mounted. Elsewhere it does nothing. */
export class MountWatch implements Disposable {
  readonly #cgroups: Cgroupfs;
  readonly #options: MountWatchOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(cgroups: Cgroupfs, options: MountWatchOptions) {
    this.#cgroups = cgroups;
    this.#options = options;
    if (cgroups.mount !== "") return;
    options.say(
      "no cgroup hierarchy is mounted: containers are named as far as that goes without one, and wholly once it is",
    );
    this.#lookLater();
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
  }

  #look(): void {
    const before = this.#cgroups.hierarchy;
    if (!this.#cgroups.look()) return this.#lookLater();
    const { hierarchy, mount } = this.#cgroups;
    if (before === "none") this.#options.chosen(hierarchy);
    this.#options.mounted();
    this.#options.say(`the cgroup hierarchy is mounted now, at ${mount}`);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
