import { cgroup2Mount } from "#tests/host/cgroup.ts";

const VERSION_1 = "/sys/fs/cgroup/memory";

/** A cgroup that has only so much memory, by whichever version's controller the machine has. */
export class MemoryGroup implements Disposable {
  readonly #dir: string;
  readonly #peak: string;

  /** @param bytes What its processes may use, page cache included. */
  constructor(bytes: number) {
    const isVersion1 = exists(`${VERSION_1}/memory.limit_in_bytes`);
    const mount = isVersion1 ? VERSION_1 : cgroup2Mount();
    if (!isVersion1) Deno.writeTextFileSync(`${mount}/cgroup.subtree_control`, "+memory");
    this.#dir = `${mount}/critter-${crypto.randomUUID()}`;
    this.#peak = `${this.#dir}/memory.${isVersion1 ? "max_usage_in_bytes" : "peak"}`;
    Deno.mkdirSync(this.#dir);
    Deno.writeTextFileSync(
      `${this.#dir}/memory.${isVersion1 ? "limit_in_bytes" : "max"}`,
      String(bytes),
    );
  }

  /** Where a process enters it by its number. */
  get processes(): string {
    return `${this.#dir}/cgroup.procs`;
  }

  /** The most that was used, in bytes. */
  get peak(): number {
    return Number(Deno.readTextFileSync(this.#peak));
  }

  /** Takes it away; its processes must have ended. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.#dir);
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
