import * as layout from "../../wasm/layout.ts";

/** What lies in the hot path's memory, and which cgroups use it. */
interface Kept {
  readonly bytes: Uint8Array;
  readonly cgroups: Set<bigint>;
  address: number;
}

/**
 * What is left of a filter for each cgroup, in the hot path's memory: what is the same for several is there once. Where
 * memory ends, what is in use slides together.
 */
export class Predicates {
  readonly #memory: Uint8Array;
  readonly #moved: (cgroup: bigint, address: number) => void;
  readonly #kept = new Map<string, Kept>();
  readonly #keys = new Map<bigint, string>();
  readonly #first: number;
  #end: number;

  /** @param first Bytes at the beginning that stay where they are. */
  constructor(
    memory: ArrayBuffer,
    first: number,
    moved: (cgroup: bigint, address: number) => void,
  ) {
    this.#memory = new Uint8Array(memory, layout.PREDICATES, layout.PREDICATES_SIZE);
    this.#moved = moved;
    this.#first = this.#end = aligned(first);
  }

  /** Keeps a predicate for a cgroup in place of what it had; where it lies, undefined where there is no room. */
  keep(cgroup: bigint, bytes: Uint8Array): number | undefined {
    const key = keyOf(bytes);
    if (this.#keys.get(cgroup) !== key) this.forget(cgroup);
    const known = this.#kept.get(key) ?? this.#place(bytes);
    if (known === undefined) return undefined;
    known.cgroups.add(cgroup);
    this.#kept.set(key, known);
    this.#keys.set(cgroup, key);
    return known.address;
  }

  /** The cgroup needs none any more. */
  forget(cgroup: bigint): void {
    const key = this.#keys.get(cgroup);
    if (key === undefined) return;
    this.#keys.delete(cgroup);
    const kept = this.#kept.get(key);
    kept?.cgroups.delete(cgroup);
    if (kept?.cgroups.size === 0) this.#kept.delete(key);
  }

  #place(bytes: Uint8Array): Kept | undefined {
    if (this.#end + bytes.length > this.#memory.length) this.#slide();
    if (this.#end + bytes.length > this.#memory.length) return undefined;
    return this.#put({ bytes, cgroups: new Set(), address: 0 });
  }

  #put(kept: Kept): Kept {
    this.#memory.set(kept.bytes, this.#end);
    kept.address = layout.PREDICATES + this.#end;
    this.#end = aligned(this.#end + kept.bytes.length);
    return kept;
  }

  #slide(): void {
    this.#end = this.#first;
    for (const kept of this.#kept.values()) {
      this.#put(kept);
      for (const cgroup of kept.cgroups) this.#moved(cgroup, kept.address);
    }
  }
}

function aligned(size: number): number {
  return size + 7 & ~7;
}

function keyOf(bytes: Uint8Array): string {
  return bytes.toBase64();
}
