/**
 * Names below which sockets are reached that lie in /proc, as those in other containers' file systems do: Deno opens no
 * path there without every permission there is, and a socket's path must be short. A private folder holds a symbolic
 * link for each; it is made with the first.
 */
export class SocketLinks implements Disposable {
  readonly #parents: readonly (string | undefined)[];
  readonly #links = new Map<string, string>();
  #folder: string | undefined;

  /** @param parents Where to make the folder; undefined stands for the usual place of temporary files. */
  constructor(parents: readonly (string | undefined)[] = ["/run", undefined]) {
    this.#parents = parents;
  }

  /** A path that leads to the target; undefined where no link can be made. */
  to(target: string): string | undefined {
    const known = this.#links.get(target);
    if (known !== undefined) return known;
    const folder = this.#folder ??= this.#makeFolder();
    if (folder === undefined) return undefined;
    const link = `${folder}/${this.#links.size}.sock`;
    try {
      Deno.symlinkSync(target, link);
    } catch {
      return undefined;
    }
    this.#links.set(target, link);
    return link;
  }

  /** Takes the links away. */
  [Symbol.dispose](): void {
    if (this.#folder === undefined) return;
    try {
      Deno.removeSync(this.#folder, { recursive: true });
    } catch {
      // Somebody else has taken it away.
    }
    this.#folder = undefined;
    this.#links.clear();
  }

  #makeFolder(): string | undefined {
    for (const dir of this.#parents) {
      try {
        return Deno.makeTempDirSync({ prefix: "critter-", ...(dir === undefined ? {} : { dir }) });
      } catch {
        // A read-only file system: the next place.
      }
    }
    return undefined;
  }
}
