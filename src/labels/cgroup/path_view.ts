/**
 * The kernel tells of cgroups by their path from the hierarchy's root. Within a container that has a view of its own (a node
 * of kind) the mounted hierarchy begins further down; paths are taken as it shows them.
 */
export class PathView {
  readonly #pathOf: (id: bigint) => string | undefined;
  /** What the kernel's paths begin with and the mount's do not; undefined until a cgroup shows it. */
  #prefix: string | undefined;

  /** @param pathOf The path of a cgroup as the mount shows it. */
  constructor(pathOf: (id: bigint) => string | undefined) {
    this.#pathOf = pathOf;
  }

  /** The path as the mount shows it; what lies outside of the mount stays as the kernel told it. */
  seen(id: bigint, told: string): string {
    const prefix = this.#prefix ??= this.#learn(id, told);
    return prefix !== undefined && prefix !== "" && told.startsWith(`${prefix}/`)
      ? told.slice(prefix.length)
      : told;
  }

  #learn(id: bigint, told: string): string | undefined {
    const shown = this.#pathOf(id);
    if (shown === undefined || shown === "/" || !told.endsWith(shown)) return undefined;
    return told.slice(0, told.length - shown.length);
  }
}
