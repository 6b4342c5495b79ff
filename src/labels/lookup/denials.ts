import type { Denier, Denying } from "#runtime/find.ts";

/** So often is asked who knows his containers before they have cgroups: once more than would do. */
const FINAL_AFTER = 2;
/** So often is asked who may learn of a container late: by the pauses between look-ups, for some four seconds. */
const LATE_AFTER = 12;

/** Who has said of one container that it is none of his: he is not asked again unless he has begun anew. */
export class Denials implements Denying {
  readonly #saidNo = new Map<string, number>();

  /** One has said no. */
  add({ endpoint }: Denier): void {
    this.#saidNo.set(endpoint, (this.#saidNo.get(endpoint) ?? 0) + 1);
  }

  /**
   * One has listed all that he has, and it is not among them.
   *
   * @param isCertain It was there before the list began; else he is asked once or twice more.
   */
  rule(endpoint: string, isCertain: boolean): void {
    this.#saidNo.set(endpoint, isCertain ? Infinity : LATE_AFTER - FINAL_AFTER);
  }

  /** One has begun anew, or was asked for nothing else yet. */
  forget(endpoint: string): void {
    this.#saidNo.delete(endpoint);
  }

  /** Whether one need not be asked any more. */
  isFinal(denier: Denier): boolean {
    const often = this.#saidNo.get(denier.endpoint) ?? 0;
    return often >= (denier.mayLearn ? LATE_AFTER : FINAL_AFTER);
  }
}
