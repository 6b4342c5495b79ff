import type { ContainerRecord } from "#runtime/types.ts";
import { mayName } from "./realm.ts";

/** What runtimes said of containers, kept apart by whose containers they may name. */
export class Records {
  readonly #byId = new Map<string, ContainerRecord[]>();

  /** Keeps a record in place of an earlier one from the same part of the node. */
  add(record: ContainerRecord): void {
    const others = this.#byId.get(record.id) ?? [];
    const kept = others.filter(({ runtime }) => runtime.realm !== record.runtime.realm);
    this.#byId.set(record.id, [...kept, record]);
  }

  /** What is known of a container in this part of the node. */
  get(id: string, realm: string): ContainerRecord | undefined {
    return this.#byId.get(id)?.find(({ runtime }) => mayName(runtime, realm));
  }

  /** Forgets all that was said of a container. */
  delete(id: string): void {
    this.#byId.delete(id);
  }

  /** Forgets what one runtime said, or all did, of the containers that are not to be kept. */
  prune(endpoint: string | undefined, keep: (id: string) => boolean): void {
    for (const [id, records] of this.#byId) {
      if (keep(id)) continue;
      const left = records.filter(({ runtime }) =>
        endpoint !== undefined && runtime.endpoint !== endpoint
      );
      if (left.length === 0) this.#byId.delete(id);
      else this.#byId.set(id, left);
    }
  }
}
