/** Stock kernels from Debian's packages, kept in the user's cache. */

/** A kernel's series, and how Debian's packages of it begin and end. */
const PACKAGE = (series: string) =>
  new RegExp(String.raw`^linux-image-${RegExp.escape(series)}\.\d\S*-cloud-amd64$`);

/**
 * The path of a kernel's image: that of the cache, or else Debian's newest of the series.
 *
 * @param series Such as "6.1".
 * @throws {Error} When it is not in the cache and apt-get cannot get it.
 */
export async function debianKernel(series: string): Promise<string> {
  const cached = `${cacheFolder()}/vmlinuz-${series}`;
  if (await exists(cached)) return cached;
  await Deno.mkdir(cacheFolder(), { recursive: true });
  // in the cache's own file system, so that it can be renamed
  const folder = await Deno.makeTempDir({ dir: cacheFolder() });
  try {
    await run("apt-get", ["download", "-qq", await newestPackage(series)], folder);
    await run("sh", ["-c", "dpkg -x ./*.deb ."], folder);
    const images = [...Deno.readDirSync(`${folder}/boot`)].map(({ name }) => name);
    const image = images.find((name) => name.startsWith("vmlinuz-"));
    if (image === undefined) throw new Error(`Cannot find a kernel in ${images.join(", ")}`);
    await Deno.rename(`${folder}/boot/${image}`, cached);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return cached;
}

function cacheFolder(): string {
  const home = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "/root"}/.cache`;
  return `${home}/critter/kernels`;
}

async function newestPackage(series: string): Promise<string> {
  const names = await run("apt-cache", ["pkgnames", `linux-image-${series}.`]);
  const found = names.split("\n").filter((name) => PACKAGE(series).test(name))
    .sort(new Intl.Collator("en", { numeric: true }).compare);
  const newest = found.at(-1);
  if (newest === undefined) {
    throw new Error(
      `Cannot get a kernel ${series} as apt-cache knows no package linux-image-${series}.*-cloud-amd64; ` +
        "run apt-get update on a Debian 12",
    );
  }
  return newest;
}

async function run(command: string, args: string[], cwd = "/"): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`Cannot run ${command} ${args.join(" ")}: ${decoder.decode(stderr).trim()}`);
  }
  return decoder.decode(stdout);
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
