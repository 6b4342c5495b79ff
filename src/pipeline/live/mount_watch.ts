import { KernelError } from "#kernel/errno.ts";
import type { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { MountTable } from "#kernel/cgroup/mount_table.ts";

/** How often it is asked whether something was mounted, in milliseconds. */
const ASK_MS = 200;

/** What a {@link MountWatch} tells of. */
export interface MountWatchOptions {
  /** The hierarchy is chosen: this host used none before. */
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
  #table: MountTable | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isOwed = false;

  /**
   * Begins to watch.
   *
   * @throws {KernelError} When the mounts cannot be read.
   */
  constructor(cgroups: Cgroupfs, options: MountWatchOptions) {
    this.#cgroups = cgroups;
    this.#options = options;
    if (cgroups.mount !== "") return;
    const table = this.#table = new MountTable();
    this.#timer = setInterval(() => {
      if (table.changed() || this.#isOwed) this.#lookIfPossible();
    }, ASK_MS);
    options.say(
      "no cgroup hierarchy is mounted: containers are named as far as that goes without one, and wholly once it is",
    );
    // It may have been mounted before the table was opened.
    this.#look();
  }

  /** Where the mounts cannot be read now, as no descriptor is left, it is done the next time. */
  #lookIfPossible(): void {
    try {
      this.#isOwed = false;
      this.#look();
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      this.#isOwed = true;
    }
  }

  #look(): void {
    const before = this.#cgroups.hierarchy;
    if (!this.#cgroups.look()) return;
    this[Symbol.dispose]();
    const { hierarchy, mount } = this.#cgroups;
    if (before === "none") this.#options.chosen(hierarchy);
    this.#options.mounted();
    this.#options.say(`the cgroup hierarchy is mounted now, at ${mount}`);
  }

  /** Ends the watch. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#table?.[Symbol.dispose]();
    this.#table = undefined;
  }
}
