import type { KernelPrograms } from "#kernel/bpf/programs.ts";
import type { LabelUpdate } from "#labels/update.ts";

/**
 * Has the kernel leave out what the hot path would drop anyway, by the same decisions. Only cgroups that are decided
 * are turned away, so nothing is lost; what the kernel has no room for is dropped by the hot path.
 */
export class KernelFilter {
  readonly #programs: Pick<KernelPrograms, "turnAway" | "admit">;
  readonly #includeHost: boolean;
  readonly #turnedAway = new Set<bigint>();

  constructor(programs: Pick<KernelPrograms, "turnAway" | "admit">, includeHost: boolean) {
    this.#programs = programs;
    this.#includeHost = includeHost;
  }

  /** Follows a decision of the label path. */
  follow(update: LabelUpdate): void {
    const { kind, cgroup } = update;
    if (kind === "hold") return;
    const unwanted = kind === "final" &&
      (update.pass === false || update.host && !this.#includeHost);
    if (unwanted === this.#turnedAway.has(cgroup)) return;
    if (!unwanted) {
      this.#programs.admit(cgroup);
      this.#turnedAway.delete(cgroup);
    } else if (this.#programs.turnAway(cgroup)) this.#turnedAway.add(cgroup);
  }
}
