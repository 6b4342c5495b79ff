import { mergeRecords } from "#runtime/set/inventory.ts";
import type { ContainerRecord, RuntimeIdentity } from "#runtime/types.ts";
import { mayName } from "./realm.ts";

/** What runtimes said of containers, each for itself. */
export class Records {
  readonly #byId = new Map<string, ContainerRecord[]>();

  /** Keeps a record in place of what the same runtime said before. */
  add(record: ContainerRecord): void {
    const others = this.#byId.get(record.id) ?? [];
    const kept = others.filter(({ runtime }) => !isSame(runtime, record.runtime));
    this.#byId.set(record.id, [...kept, record]);
  }

  /**
   * What is known of a container in this part of the node; the richest source wins, field by field.
   *
   * @param claimant Whose it is, where two runtimes or namespaces have one of that name.
   */
  get(id: string, realm: string, claimant?: RuntimeIdentity): ContainerRecord | undefined {
    const records = this.#byId.get(id)?.filter(({ runtime }) => mayName(runtime, realm)) ?? [];
    if (records.length <= 1) return records[0];
    const merged = mergeRecords(records);
    return merged.find(({ runtime }) => claimant !== undefined && isSame(runtime, claimant)) ??
      merged[0];
  }

  /** Forgets all that was said of a container. */
  delete(id: string): void {
    this.#byId.delete(id);
  }

  /** Forgets what some runtimes said of the containers that are not to be kept. */
  prune(said: (runtime: RuntimeIdentity) => boolean, keep: (id: string) => boolean): void {
    for (const [id, records] of this.#byId) {
      if (keep(id)) continue;
      const left = records.filter(({ runtime }) => !said(runtime));
      if (left.length === 0) this.#byId.delete(id);
      else this.#byId.set(id, left);
    }
  }
}

/** Whether both are the word of one runtime, of one of its namespaces. */
export function isSame(a: RuntimeIdentity, b: RuntimeIdentity): boolean {
  return a.endpoint === b.endpoint && a.namespace === b.namespace && a.realm === b.realm;
}
