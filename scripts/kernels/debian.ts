/** Debian's packages of any architecture, unpacked without being installed. */
import { type Architecture, ARCHITECTURES } from "./architecture.ts";
import { run } from "./run.ts";

/** The packages of one architecture. */
export class DebianPackages {
  readonly #options: readonly string[];

  private constructor(options: readonly string[]) {
    this.#options = options;
  }

  /**
   * Those of this machine's own lists, or for another architecture of new lists.
   *
   * @param folder For new lists.
   */
  static async open(architecture: Architecture, folder: string): Promise<DebianPackages> {
    if (architecture === Deno.build.arch) return new DebianPackages([]);
    const name = ARCHITECTURES[architecture].debian;
    await Deno.mkdir(`${folder}/lists/partial`, { recursive: true });
    const settings = {
      "APT::Architecture": name,
      "APT::Architectures": name,
      "Dir::State::Lists": `${folder}/lists`,
      "Dir::Cache": folder,
    };
    const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
    await run("apt-get", [...options, "-qq", "update"], folder);
    return new DebianPackages(options);
  }

  /** The newest package whose name begins and goes on so; apt-cache compares numbers in it as such. */
  async newest(prefix: string, rest: RegExp): Promise<string> {
    const names = await run("apt-cache", [...this.#options, "pkgnames", prefix], "/");
    const found = names.split("\n").filter((name) => rest.test(name.slice(prefix.length)))
      .sort(new Intl.Collator("en", { numeric: true }).compare);
    const newest = found.at(-1);
    if (newest === undefined) {
      throw new Error(
        `Cannot get ${prefix}… as apt-cache knows no such package; run apt-get update on a Debian 12`,
      );
    }
    return newest;
  }

  /** Unpacks packages below a folder. */
  async unpack(names: readonly string[], folder: string): Promise<void> {
    const archives = `${folder}/archives`;
    await Deno.mkdir(archives);
    await run("apt-get", [...this.#options, "-qq", "download", ...names], archives);
    for (const { name } of Deno.readDirSync(archives)) {
      await run("dpkg", ["-x", `${archives}/${name}`, folder], "/");
    }
    await Deno.remove(archives, { recursive: true });
  }
}
