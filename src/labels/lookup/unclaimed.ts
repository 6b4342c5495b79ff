import type { Schedule } from "../schedule.ts";

/** Far above what lists take, so that a busy runtime's containers are not taken for the host's; below the hold limit. */
const CLAIM_MS = 1_800;

/** New cgroups whose path says nothing, until a runtime claims them or none does. */
export class Unclaimed {
  readonly #schedule: Schedule;
  readonly #lapsed: (id: bigint) => void;
  readonly #cancels = new Map<bigint, () => void>();

  /** @param lapsed Told of each that nobody has claimed in time. */
  constructor(schedule: Schedule, lapsed: (id: bigint) => void) {
    this.#schedule = schedule;
    this.#lapsed = lapsed;
  }

  /** Those that wait now. */
  get ids(): readonly bigint[] {
    return [...this.#cancels.keys()];
  }

  /** Has one wait. */
  add(id: bigint): void {
    this.#cancels.set(id, this.#schedule(() => this.lapse(id), CLAIM_MS));
  }

  /** One waits no longer, as it is somebody's. */
  remove(id: bigint): void {
    this.#cancels.get(id)?.();
    this.#cancels.delete(id);
  }

  /** One waits no longer, as nobody claims it; nothing where it does not wait. */
  lapse(id: bigint): void {
    if (!this.#cancels.has(id)) return;
    this.remove(id);
    this.#lapsed(id);
  }

  /** Nobody waits any more, and nothing is told. */
  clear(): void {
    for (const id of this.ids) this.remove(id);
  }
}
